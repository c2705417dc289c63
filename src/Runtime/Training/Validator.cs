using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>Measures a network as it will be used: normalization goes by its statistics.</summary>
internal sealed class Validator
{
    private readonly Graph graph;
    private readonly CalibrationSet samples;
    private readonly IQualityMetric metric;
    private readonly torch.Device device;
    private readonly TorchProgram program;
    private readonly ImmutableArray<ImmutableArray<Tensor>> references;

    /// <param name="graph">The network, as it is before training.</param>
    /// <param name="original">What it is compared with by measures that compare.</param>
    /// <param name="units">Gated units of the network.</param>
    public Validator(
        Graph graph, Graph original, CalibrationSet samples, IQualityMetric metric, torch.Device device, params ImmutableArray<GatedUnit> units)
    {
        (this.graph, this.samples, this.metric, this.device) = (graph, samples, metric, device);
        program = Compile(graph, units);
        using var parameters = TorchParameters.Of(original, device);
        var reference = ReferenceEquals(original, graph) && units.IsEmpty ? program : Compile(original, []);
        references = [.. samples.Batches.Select(batch => Answers(reference, original, parameters, batch, null))];
    }

    /// <summary>The mean over the samples.</summary>
    public double Measure(TorchParameters parameters, LearnedGates? gates = null)
    {
        var scores = samples.Batches.Zip(
            references, (batch, reference) => metric.Score(Answers(program, graph, parameters, batch, gates), reference, batch));
        return scores.SelectMany(score => score).Average();
    }

    private static TorchProgram Compile(Graph graph, ImmutableArray<GatedUnit> units) =>
        TorchProgram.Compile(graph, [.. graph.Outputs.Select(output => output.Value)], units);

    private ImmutableArray<Tensor> Answers(
        TorchProgram program, Graph graph, TorchParameters parameters, CalibrationBatch batch, LearnedGates? gates)
    {
        using var scope = torch.NewDisposeScope();
        using var withoutGradients = torch.no_grad();
        TorchTensor[] inputs = [.. batch.Inputs.Select(input => TorchTensors.ToTorch(input, device))];
        var outputs = program.Run(parameters, inputs, NormalizationMode.Kept, gates?.Hard() ?? []);
        return [.. outputs.Select((output, i) => TorchTensors.FromTorch(output, ElementOf(graph, i, output)))];
    }

    private static ElementType ElementOf(Graph graph, int output, TorchTensor tensor) =>
        graph.TypeOf(graph.Outputs[output].Value)?.Element ?? TorchTensors.ElementOf(tensor.dtype);
}
