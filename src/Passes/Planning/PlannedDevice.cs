using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>A device that a plan was made for.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Machine">What its latencies are true of.</param>
/// <param name="OriginalMilliseconds">The latency of the original there.</param>
/// <param name="PredictedMilliseconds">The latency that its table promises.</param>
/// <param name="BudgetMilliseconds">What it may take; null where nothing was asked of this device alone.</param>
/// <param name="Weight">How much it counts in the weighted mean; null where there is none.</param>
public sealed record PlannedDevice(
    string Name, MachineIdentity Machine, double OriginalMilliseconds, double PredictedMilliseconds, double? BudgetMilliseconds, double? Weight);
