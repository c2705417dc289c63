using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>The network that is imitated, compiled: it keeps its statistics, and no gradient is taken of it.</summary>
internal sealed class TeacherProgram : IDisposable
{
    private readonly TorchProgram program;
    private readonly TorchParameters parameters;
    private readonly TorchParameters used;
    private readonly int scores;
    private readonly ImmutableArray<int> outputs;
    private readonly ImmutableArray<int> features;

    /// <param name="distillation">The teacher, and what it is asked.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="isHalf">Whether it computes in half precision.</param>
    public TeacherProgram(Distillation distillation, torch.Device device, bool isHalf)
    {
        using var withoutGradients = torch.no_grad();
        var (graph, fetch) = (distillation.Teacher, new FetchList());
        scores = fetch.Add(Logits.Of(graph));
        outputs = fetch.AddAll(graph.Outputs.Select(output => output.Value));
        features = fetch.AddAll(distillation.FeatureWeight > 0 ? distillation.Features.Select(pair => pair.Teacher) : []);
        program = TorchProgram.Compile(graph, fetch.Values);
        parameters = TorchParameters.Of(graph, device);
        used = isHalf ? parameters.InHalf(graph) : parameters;
    }

    public void Dispose() => parameters.Dispose();

    public TeacherAnswers Run(ReadOnlySpan<torch.Tensor> inputs)
    {
        using var withoutGradients = torch.no_grad();
        var values = HalfPrecision.Widened(program.Run(used, inputs, NormalizationMode.Kept));
        return new(values[scores].flatten(1), Pick(outputs), Pick(features));

        ImmutableArray<torch.Tensor> Pick(ImmutableArray<int> indices) => [.. indices.Select(index => values[index])];
    }
}
