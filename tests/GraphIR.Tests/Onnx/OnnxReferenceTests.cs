using DepthCompress.Runtime.Ort;
using Onnx;

namespace DepthCompress.GraphIR.Tests;

/// <summary>
/// Models that come with inputs and outputs, in <c>ref/NAME/input_*.pb</c> and <c>output_*.pb</c> beside them: what we read and write
/// computes those outputs.
/// </summary>
public sealed class OnnxReferenceTests
{
    /// <summary>Outputs were computed by another engine, on another machine; a wrong operator is off by the magnitude of the output.</summary>
    private const double Tolerance = 1e-3;

    public static TheoryData<string> Folders => [.. SharedFolder.ModelFiles().SelectMany(FoldersOf).DefaultIfEmpty("")];

    [NeedsTheory(Need.Models, Need.OnnxRuntime)]
    [MemberData(nameof(Folders))]
    public void WhatIsReadAndWrittenComputesTheGivenOutputs(string folder)
    {
        if (folder.Length is 0)
        {
            // None of the models at hand comes with outputs.
            return;
        }

        var model = OnnxReader.Read(ModelOf(folder), new DiagnosticSink());
        if (model.Graph.Inputs.Concat(model.Graph.Outputs.Select(output => output.Value)).Any(value => model.Graph.TypeOf(value) is null)
            || Tensors(folder, "input_", [.. model.Graph.Inputs.Select(input => input.Hint)]) is not { } inputs
            || Tensors(folder, "output_", [.. model.Graph.Outputs.Select(output => output.Name)]) is not { } expected)
        {
            return;
        }

        foreach (var graph in new[] { model.Graph, OnnxReader.Read(OnnxWriter.ToBytes(OnnxAssert.Rebuilt(model)), new DiagnosticSink()).Graph })
        {
            foreach (var (output, reference) in new OrtExecutor().Run(graph, inputs).Zip(expected))
            {
                Close(reference, output);
            }
        }
    }

    private static IEnumerable<string> FoldersOf(string model)
    {
        var folder = Path.Combine(Path.GetDirectoryName(model)!, "ref", Path.GetFileNameWithoutExtension(model));
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Prepend(folder).Where(inner => Directory.EnumerateFiles(inner, "output_*.pb").Any())
            : [];
    }

    private static string ModelOf(string folder) => SharedFolder.ModelFiles().Single(model => FoldersOf(model).Contains(folder));

    /// <summary>
    /// The tensors of a folder, by their names where they bear those of the network, else by the numbers of their files; null where some are
    /// missing or of a kind that is only carried.
    /// </summary>
    private static Tensor[]? Tensors(string folder, string prefix, string[] names)
    {
        var source = new OnnxSource(folder);
        var protos = Directory.EnumerateFiles(folder, $"{prefix}*.pb").OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal)
            .Select(file => TensorProto.Parser.ParseFrom(File.ReadAllBytes(file))).ToList();
        if (protos.Select(proto => proto.Name).ToHashSet().SetEquals(names))
        {
            protos = [.. protos.OrderBy(proto => Array.IndexOf(names, proto.Name))];
        }

        var tensors = protos.Select(proto => OnnxTensors.Read(proto, new ExternalFiles(source, new DiagnosticSink()), source)).ToList();
        return tensors.Count == names.Length && !tensors.Contains(null) ? [.. tensors!] : null;
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        var (one, other) = (expected.ToDoubles(), actual.ToDoubles());
        var magnitude = one.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < one.Length; i++)
        {
            Assert.True(one[i].Equals(other[i]) || Math.Abs(one[i] - other[i]) <= Tolerance * magnitude, $"element {i} is {other[i]}, not {one[i]}");
        }
    }
}
