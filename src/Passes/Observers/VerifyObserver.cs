using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Checks the invariants of a graph after every pass that changed it.</summary>
public sealed class VerifyObserver : IPassObserver
{
    /// <inheritdoc/>
    /// <exception cref="CompilerBugException">A pass broke an invariant.</exception>
    /// <exception cref="DiagnosticException">DC1151: the model is wrong about its types, and this pass brought it to light.</exception>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        ThrowAt(pass, GraphVerifier.VerifyStructure(after));
        var types = GraphVerifier.VerifyTypes(after).AddRange(GraphVerifier.VerifyInterface(before, after));
        if (types is [var first, ..] && Suspects(before, after).Any(value => before.IsTypeAssumed(value) || after.IsTypeAssumed(value)))
        {
            throw new DiagnosticException(DiagnosticCatalog.DeclaredTypesContradict.At(first.Node, pass.Name, first.Message));
        }

        ThrowAt(pass, types);
    }

    /// <summary>Values that types are wrong about. As long as all follow from inputs and constants, only a pass can have spoiled them.</summary>
    private static IEnumerable<Value> Suspects(Graph before, Graph after) => after.TypeProblems.IsEmpty
        ? before.Outputs.Concat(after.Outputs).Select(output => output.Value)
        : after.TypeProblems.SelectMany(found => found.Node.Inputs.OfType<Value>().Concat(found.Node.Outputs));

    private static void ThrowAt(Pass pass, ImmutableArray<Diagnostic> problems)
    {
        if (problems is [var first, ..])
        {
            throw new CompilerBugException(
                $"after pass '{pass.Name}': {(first.Node is null ? "" : $"node '{first.Node}': ")}{first.Message}");
        }
    }
}
