using DepthCompress.Passes;
using DepthCompress.Runtime.Ort;
using Xunit.Abstractions;

namespace DepthCompress.GraphIR.Tests;

/// <summary>
/// The test data of the ONNX standard (Debian: libonnx-testdata): what is read is written again as it was, and what the engine runs gives the
/// recorded outputs, before and after the lossless pipeline.
/// </summary>
public sealed class OnnxConformanceTests(ITestOutputHelper output)
{
    /// <summary>That of the standard's own runner: relative 1e-3, absolute 1e-7; a little more where numbers are of half precision.</summary>
    private const double Relative = 1e-3;

    private static readonly OrtExecutor Executor = new(new OrtSettings { Optimization = OrtOptimization.None });

    [NeedsFact(Need.Conformance)]
    public void EveryModelIsReadAndWrittenAsItIs()
    {
        foreach (var model in BackendCase.All)
        {
            try
            {
                var read = OnnxReader.Read(model.File, new DiagnosticSink());
                var bytes = OnnxWriter.ToBytes(OnnxAssert.Rebuilt(read));
                OnnxAssert.SameMessage(File.ReadAllBytes(model.File), OnnxWriter.ToBytes(read));
                OnnxAssert.SameUpToWhatNobodyReads(File.ReadAllBytes(model.File), bytes);
                Assert.Equal(GraphPrinter.Print(read.Graph), GraphPrinter.Print(OnnxReader.Read(bytes, new DiagnosticSink()).Graph));
            }
            catch (Exception problem) when (problem is DiagnosticException or Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{model.Name}: {problem.Message}");
            }
        }

        output.WriteLine($"{BackendCase.All.Length} models");
    }

    [NeedsFact(Need.Conformance, Need.OnnxRuntime)]
    public void WhatRunsGivesTheRecordedOutputsBeforeAndAfter()
    {
        var tally = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var model in BackendCase.All)
        {
            var found = Try(model);
            (tally.TryGetValue(found, out var names) ? names : tally[found] = []).Add(model.Name);
        }

        foreach (var (finding, names) in tally)
        {
            output.WriteLine($"{names.Count} {finding}: {string.Join(' ', names.Take(12))}");
        }

        Assert.DoesNotContain(tally, pair => pair.Key.StartsWith("WRONG", StringComparison.Ordinal));
        Assert.InRange(tally.GetValueOrDefault("recorded outputs before and after", []).Count, BackendCase.All.Length / 2, BackendCase.All.Length);
    }

    private static string Try(BackendCase model)
    {
        var graph = OnnxReader.Read(model.File, new DiagnosticSink()).Graph;
        if (model.Recorded(graph) is not var (inputs, recorded))
        {
            return "skipped: no recorded run, or not of plain tensors";
        }

        ImmutableArray<Tensor> before;
        try
        {
            before = Executor.Run(graph, inputs.AsSpan());
        }
        catch (DiagnosticException)
        {
            return "skipped: the engine does not run it";
        }

        try
        {
            var optimized = Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink(), Executor), new VerifyObserver());
            var after = Executor.Run(optimized, inputs.AsSpan());
            return AreClose(recorded, before) ? AreClose(recorded, after) ? "recorded outputs before and after" : "WRONG: only before"
                : AreClose(before, after) ? "other outputs than recorded, the same before and after"
                : AreClose(before, Executor.Run(graph, inputs.AsSpan())) ? "WRONG: other outputs after"
                : "skipped: random";
        }
        catch (Exception problem) when (problem is DiagnosticException or CompilerBugException)
        {
            return $"WRONG: {problem.Message}";
        }
    }

    private static bool AreClose(ImmutableArray<Tensor> expected, ImmutableArray<Tensor> actual) =>
        expected.Zip(actual).All(pair => AreClose(pair.First, pair.Second));

    private static bool AreClose(Tensor expected, Tensor actual)
    {
        if (expected.Type != actual.Type || !expected.Element.IsFloating())
        {
            return expected.Type == actual.Type && expected.ContentEquals(actual);
        }

        return expected.ToDoubles().Zip(actual.ToDoubles())
            .All(pair => pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= 1e-7 + (Relative * Math.Abs(pair.First)));
    }
}
