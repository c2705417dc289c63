using DepthCompress.GraphIR;
using DepthCompress.Passes;

namespace DepthCompress.TestKit;

/// <summary>What seems wrong with a variant.</summary>
/// <param name="Kind">The code of the first difference, or "engine".</param>
/// <param name="Message">The first difference.</param>
/// <param name="Values">All values that differ, and how.</param>
internal sealed record DifferentialSuspicion(
    string Kind, string Message, ImmutableArray<((string Name, Value Before, Value After) Value, ValueVerdict Verdict)> Values);
