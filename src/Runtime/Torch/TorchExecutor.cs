using DepthCompress.GraphIR;
using TorchSharp;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// Runs graphs in torch as training does, without gradients: what the trainer would make of a network, to be compared with what ONNX Runtime
/// makes of it.
/// </summary>
internal sealed class TorchExecutor(torch.ScalarType floating = torch.ScalarType.Float32) : IGraphExecutor
{
    /// <inheritdoc/>
    public IGraphSession Open(Graph graph, ImmutableArray<Value>? fetch = null) =>
        new Session(graph, fetch ?? [.. graph.Outputs.Select(output => output.Value)], floating);

    private sealed class Session(Graph graph, ImmutableArray<Value> fetch, torch.ScalarType floating) : IGraphSession
    {
        private readonly TorchProgram program = TorchProgram.Compile(graph, fetch);
        private readonly TorchParameters parameters = TorchParameters.Of(graph, torch.CPU, floating);

        public ImmutableArray<Tensor> Run(params ReadOnlySpan<Tensor> inputs)
        {
            using var scope = torch.NewDisposeScope();
            using var inference = torch.no_grad();
            var given = new torch.Tensor[inputs.Length];
            for (var i = 0; i < given.Length; i++)
            {
                given[i] = TorchTensors.ToTorch(inputs[i], torch.CPU, floating);
            }

            var results = program.Run(parameters, given, NormalizationMode.Kept);
            return [.. results.Select((result, i) =>
                TorchTensors.FromTorch(result, graph.TypeOf(fetch[i])?.Element ?? TorchTensors.ElementOf(result.dtype)))];
        }

        public void Dispose() => parameters.Dispose();
    }
}
