using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Checks the invariants of a graph after every pass that changed it.</summary>
public sealed class VerifyObserver : IPassObserver
{
    /// <inheritdoc/>
    /// <exception cref="CompilerBugException">A pass broke an invariant.</exception>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (!ReferenceEquals(before, after)
            && GraphVerifier.Verify(after).AddRange(GraphVerifier.VerifyInterface(before, after)) is [var first, ..])
        {
            throw new CompilerBugException(
                $"after pass '{pass.Name}': {(first.Node is null ? "" : $"node '{first.Node}': ")}{first.Message}");
        }
    }
}
