using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// A published method over tables that somebody else made. What it plans is the part of the network that the tables are about; budgets and
/// latencies are sums of the latency table where that is given, as published, and those of the whole network else.
/// </summary>
public interface IImportedMethod : IPlanningMethod
{
    /// <summary>Where the positions of the tables lie.</summary>
    PublishedPositions Positions { get; }

    /// <summary>What the given latencies save; null where they are to be measured here.</summary>
    LatencyTable? LatencyOn(MachineIdentity machine);

    /// <summary>What the given importances are changes of; null where they are to be found here.</summary>
    string? Metric { get; }
}
