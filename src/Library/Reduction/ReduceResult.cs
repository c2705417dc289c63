using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A fault, and the smallest network that was found to show it.</summary>
/// <param name="Code">The fault.</param>
/// <param name="Message">What is said of the small network.</param>
/// <param name="Before">How many operators there were.</param>
/// <param name="Network">The small network.</param>
/// <param name="Passes">The passes that the fault needs; null for plans.</param>
/// <param name="Attempts">How many networks were tried.</param>
internal sealed record ReduceResult(string Code, string Message, int Before, Graph Network, string? Passes, int Attempts);
