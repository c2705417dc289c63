using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// What goes wrong when something is done to a network: the code of the diagnostic, or the name of the exception where it is our mistake.
/// A network that the engine itself refuses shows nothing.
/// </summary>
internal sealed class FaultFinder(IGraphExecutor executor, CancellationToken cancellation)
{
    /// <summary>The passes to run.</summary>
    public Pipeline? Passes { get; init; }

    /// <summary>The plan to realize, on noise; segments whose layers are gone are passed over.</summary>
    public CompressionPlan? Plan { get; init; }

    /// <summary>The fault and what is said of it; null where there is none.</summary>
    public (string Code, string Message)? Of(Graph network)
    {
        ImmutableArray<Tensor> inputs;
        try
        {
            inputs = new RandomInputs { Batch = 2 }.For(network);
            _ = executor.Run(network, inputs.AsSpan());
        }
        catch (DiagnosticException)
        {
            return null;
        }

        try
        {
            return Plan is { } plan ? OfPlan(network, plan) : OfPasses(network, inputs);
        }
        catch (DiagnosticException problem)
        {
            return (problem.Diagnostic.Descriptor.Code, problem.Diagnostic.Message);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or OutOfMemoryException))
        {
            return (problem.GetType().Name, problem.Message);
        }
    }

    private (string, string)? OfPasses(Graph network, ImmutableArray<Tensor> inputs)
    {
        var context = new PassContext(new DiagnosticSink(), executor, cancellation);
        var changed = Passes!.Run(network, context, new VerifyObserver());
        var report = new EquivalenceCheck(executor) { Cancellation = cancellation }.Compare(network, changed, inputs);
        return report.Failures.FirstOrDefault() is { } failure ? (failure.Descriptor.Code, failure.Message) : null;
    }

    private (string, string)? OfPlan(Graph network, CompressionPlan plan)
    {
        var graph = Pipelines.Optimize.Run(network, new PassContext(new DiagnosticSink(), executor, cancellation), new VerifyObserver());
        var chains = ChainAnalysis.Run(graph);
        var names = chains.SelectMany(chain => chain.Sites).Select(site => site.Name).ToHashSet();
        var left = plan with { Segments = [.. plan.Segments.Where(segment => names.Contains(segment.First) && names.Contains(segment.Last))] };
        if (left.Segments.IsEmpty)
        {
            return null;
        }

        var batches = Enumerable.Range(1, 2).Select(seed => new CalibrationBatch(new RandomInputs { Seed = seed, Batch = 4 }.For(graph)));
        var chosen = PlanBuilder.Resolve(graph, chains, left, "plan");
        var realized = new PlanRealizer(executor, new FitOptions()).Realize(
            graph, chains, chosen, new CalibrationSet([.. batches], "noise"), null, cancellation);
        if (GraphVerifier.Verify(realized).AddRange(GraphVerifier.VerifyInterface(graph, realized)) is [var first, ..])
        {
            throw new CompilerBugException(first.Message);
        }

        _ = executor.Run(realized, batches.First().Inputs.AsSpan());
        return null;
    }
}
