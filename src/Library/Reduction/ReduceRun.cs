using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;

namespace DepthCompress;

/// <summary>Finds the smallest network that still shows a fault of the compiler, and writes it.</summary>
internal sealed class ReduceRun(Session session)
{
    /// <summary>The model.</summary>
    public required string Path { get; init; }

    /// <summary>What is done to it: names of passes or pipelines, or the file of a plan.</summary>
    public required string With { get; init; }

    /// <summary>Where the small network goes: text, or ONNX where the name ends so.</summary>
    public required string Output { get; init; }

    /// <summary>Whether an older file is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether no weight of the model may be in the result.</summary>
    public bool RandomizeWeights { get; init; }

    /// <summary>How often a network may be tried.</summary>
    public int Attempts { get; init; } = 2000;

    /// <summary>The passes that exist, for tests that bring their own.</summary>
    internal Func<string, DiagnosticSink, Pipeline> Parse { get; init; } = Pipeline.Parse;

    /// <summary>Does it.</summary>
    /// <exception cref="DiagnosticException">DC5020: there is no fault; DC5021: it needs the weights; DC5022: it has no text form.</exception>
    internal ReduceResult Run()
    {
        session.Files.Reads(Path, With);
        session.Files.WritesModel(Output, Force);
        var model = OnnxReader.Read(Path, session.Diagnostics);
        var executor = new OrtExecutor(new OrtSettings { Threads = Environment.ProcessorCount, Optimization = OrtOptimization.None });
        var (finder, passes) = Finder(executor);
        var fault = finder.Of(model.Graph) ?? throw DiagnosticCatalog.NothingToReduce.Error(
            Path, passes is null ? $"the plan {With} is realized as it should be" : $"the network computes the same behind '{With}'");
        session.Say($"{Path}: {model.Graph.Nodes.Length} operators; {fault.Code}: {fault.Message}");

        var (finished, needed) = passes is null ? (finder, null) : Bisected(executor, passes, model.Graph, fault.Code);
        bool Shows(Graph graph) => finished.Of(graph)?.Code == fault.Code;
        var reduced = model.Graph;
        var reducer = new GraphReducer(Shows)
        {
            Attempts = Attempts,
            Cancellation = session.Cancellation,
            Progress = new DirectProgress<Graph>(smaller => reduced = smaller),
        };
        try
        {
            reduced = reducer.Run(model.Graph);
        }
        catch (OperationCanceledException) when (!RandomizeWeights && !ReferenceEquals(reduced, model.Graph))
        {
            // What was found until then is a fault as well; a written .onnx can be reduced further.
            Write(model, reduced);
            session.Diagnostics.Report(DiagnosticCatalog.ReductionStopped.At(null, reducer.Asked));
            throw;
        }

        if (reducer.WasStopped)
        {
            session.Diagnostics.Report(DiagnosticCatalog.ReductionStopped.At(null, reducer.Asked));
        }

        reduced = RandomizeWeights ? WithoutWeights(reduced, Shows) : reduced;
        Write(model, reduced);
        return new ReduceResult(fault.Code, finished.Of(reduced)!.Value.Message, model.Graph.Nodes.Length, reduced, needed, reducer.Asked);
    }

    private (FaultFinder Finder, Pipeline? Passes) Finder(IGraphExecutor executor)
    {
        if (File.Exists(With))
        {
            return (new FaultFinder(executor, session.Cancellation) { Plan = PlanFile.Parse(Outputs.ReadText(With), With) }, null);
        }

        var sink = new DiagnosticSink();
        var passes = Parse(With, sink);
        return sink.All.FirstOrDefault() is { } unknown
            ? throw new DiagnosticException(unknown)
            : (new FaultFinder(executor, session.Cancellation) { Passes = passes }, passes);
    }

    /// <summary>The passes that the fault needs, in order: each is left out in turn, the last first.</summary>
    private (FaultFinder Finder, string Names) Bisected(IGraphExecutor executor, Pipeline passes, Graph graph, string code)
    {
        ImmutableArray<Pass> needed = [.. passes];
        for (var index = needed.Length - 1; index >= 0 && needed.Length > 1; index--)
        {
            var fewer = needed.RemoveAt(index);
            if (Of(fewer).Of(graph)?.Code == code)
            {
                needed = fewer;
            }
        }

        return (Of(needed), string.Join(',', needed.Select(pass => pass.Name)));

        FaultFinder Of(ImmutableArray<Pass> some) => new(executor, session.Cancellation) { Passes = Pipeline.Create(some.AsSpan()) };
    }

    private static Graph WithoutWeights(Graph reduced, Func<Graph, bool> shows)
    {
        var (graph, kept) = ReductionWeights.Randomized(reduced, shows, seed: 1);
        return graph ?? throw DiagnosticCatalog.WeightsStay.Error(null, string.Join(", ", kept.Select(value => $"'{reduced.NameOf(value)}'")));
    }

    private void Write(Model model, Graph reduced)
    {
        if (System.IO.Path.GetExtension(Output).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            OnnxWriter.Write(new Model(reduced, new OnnxShell(Math.Max(model.Shell.Opset, OnnxShell.OldestOpset))), Output, new OnnxWriteOptions { Force = Force });
            return;
        }

        if (reduced.Nodes.FirstOrDefault(node => node.Op is Opaque { WrittenOperands: not null }) is { } named)
        {
            throw DiagnosticCatalog.NoTextForm.Error(null, named.Name);
        }

        Outputs.WriteText(Output, Force, GraphPrinter.PrintWithData(reduced));
    }
}
