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
        if (Tensors(folder, "input_") is not { } inputs || Tensors(folder, "output_") is not { } expected)
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
            ? Directory.EnumerateDirectories(folder).Prepend(folder).Where(inner => File.Exists(Path.Combine(inner, "input_0.pb")))
            : [];
    }

    private static string ModelOf(string folder) => SharedFolder.ModelFiles().Single(model => FoldersOf(model).Contains(folder));

    /// <summary>The tensors of a folder, in order; null where one of the files holds something else, such as a sequence.</summary>
    private static Tensor[]? Tensors(string folder, string prefix)
    {
        var source = new OnnxSource(folder);
        var tensors = new List<Tensor>();
        for (var i = 0; File.Exists(Path.Combine(folder, $"{prefix}{i}.pb")); i++)
        {
            var proto = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, $"{prefix}{i}.pb")));
            if (OnnxTensors.Read(proto, new ExternalFiles(source, new DiagnosticSink()), source) is not { } tensor)
            {
                return null;
            }

            tensors.Add(tensor);
        }

        return [.. tensors];
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
