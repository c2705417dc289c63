using DepthCompress.GraphIR;
using TorchSharp;
using ScalarType = TorchSharp.torch.ScalarType;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>
/// The constants of a graph as tensors that outlive every dispose scope. Those that an operator calls weights are trained; running statistics
/// that are one normalization's own are updated; the rest is left alone.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    private readonly Dictionary<Value, TorchTensor> tensors = [];

    private TorchParameters(torch.Device device, ScalarType floating) => (Device, Floating) = (device, floating);

    /// <summary>Where the tensors lie.</summary>
    internal torch.Device Device { get; }

    /// <summary>What numbers of single precision and below are held in.</summary>
    internal ScalarType Floating { get; }

    /// <summary>What is trained, in the order of the initializers.</summary>
    internal ImmutableArray<TorchParameter> Weights { get; private set; } = [];

    /// <summary>Running means and variances, in the order of the initializers.</summary>
    internal ImmutableArray<TorchParameter> Statistics { get; private set; } = [];

    /// <summary>The tensor of an initializer, or of the result of a constant node.</summary>
    internal TorchTensor this[Value value] => tensors[value];

    /// <summary>The parameters of a graph.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="floating">What half and single precision become; double for tests of gradients.</param>
    /// <exception cref="DiagnosticException">An initializer has an element type that torch lacks, or torch is missing.</exception>
    internal static TorchParameters Of(Graph graph, torch.Device device, ScalarType floating = ScalarType.Float32)
    {
        TorchEngine.Require();
        var parameters = new TorchParameters(device, floating);
        try
        {
            parameters.Add(graph);
            return parameters;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Whether a value is a constant of which <see cref="Of"/> makes a tensor.</summary>
    internal static bool IsConstant(Graph graph, Value value) =>
        graph.Initializers.ContainsKey(value) || graph.ProducerOf(value) is { Op: Constant };

    /// <summary>
    /// What an initializer is to training; null for what it leaves alone. Statistics that several nodes read are left alone: two batches
    /// cannot be averaged into one.
    /// </summary>
    internal static ParameterRole? RoleOf(Graph graph, Value value)
    {
        if (!graph.Initializers.TryGetValue(value, out var tensor) || !tensor.Element.IsFloating())
        {
            return null;
        }

        var uses = graph.UsesOf(value);
        foreach (var (node, slot) in uses)
        {
            if (node.Op.KindOf(slot) is OperandKind.Weight)
            {
                return node.Op is Conv or ConvTranspose or Gemm or MatMul
                    ? slot == 1 ? ParameterRole.Kernel : ParameterRole.Bias
                    : node.Op is PRelu ? ParameterRole.Bias
                    : ParameterRole.Normalization;
            }
        }

        return uses is [var only] && only.Node.Op.KindOf(only.Slot) is OperandKind.Statistic && !graph.IsOutput(value)
            ? ParameterRole.Statistic
            : null;
    }

    /// <summary>
    /// The same constants in bfloat16, for one step of mixed precision: gradients reach these here, in full precision. What only batch
    /// normalization reads stays as it is. Owned by the dispose scope of the caller.
    /// </summary>
    internal TorchParameters InHalf(Graph graph)
    {
        var half = new TorchParameters(Device, ScalarType.BFloat16);
        foreach (var (value, tensor) in tensors)
        {
            var isHalved = tensor.dtype is ScalarType.Float32 && !graph.UsesOf(value).All(use => use.Node.Op is BatchNormalization);
            half.tensors[value] = isHalved ? tensor.to(ScalarType.BFloat16) : tensor;
        }

        return half;
    }

    /// <summary>The graph with the present weights and statistics, in the element types it had; everything else is the same object.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="others">Further initializers that have changed.</param>
    internal Graph WriteBack(Graph graph, params IEnumerable<Value> others)
    {
        var replaced = new Dictionary<Value, Tensor>();
        foreach (var value in Weights.Concat(Statistics).Select(parameter => parameter.Value).Concat(others))
        {
            if (graph.Initializers.TryGetValue(value, out var old))
            {
                replaced[value] = TorchTensors.FromTorch(tensors[value], old.Element);
            }
        }

        return graph.WithInitializers(replaced);
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        tensors.Clear();
    }

    private void Add(Graph graph)
    {
        var (weights, statistics) = (ImmutableArray.CreateBuilder<TorchParameter>(), ImmutableArray.CreateBuilder<TorchParameter>());
        foreach (var (value, constant) in graph.Initializers)
        {
            var role = RoleOf(graph, value);
            var tensor = Make(graph, value, constant, graph.UsesOf(value) is [{ Node.Op: Conv { Window.Rank: 2 }, Slot: 1 }, ..]);
            if (role is { } found)
            {
                var parameter = new TorchParameter(value, graph.NameOf(value), tensor, found);
                (found is ParameterRole.Statistic ? statistics : weights).Add(parameter);
                tensor.requires_grad = found is not ParameterRole.Statistic;
            }
        }

        foreach (var node in graph.Nodes.Where(node => node.Op is Constant))
        {
            Make(graph, node.Output, ((Constant)node.Op).Value, isImageKernel: false);
        }

        (Weights, Statistics) = (weights.ToImmutable(), statistics.ToImmutable());
    }

    private TorchTensor Make(Graph graph, Value value, Tensor constant, bool isImageKernel)
    {
        // Numbers that shapes are computed from stay where shapes are: with the processor.
        var device = constant.Element.IsFloating() ? Device : torch.CPU;
        try
        {
            var tensor = TorchTensors.ToTorch(constant, device, Floating);
            if (isImageKernel && constant.Shape.Count == 4)
            {
                using var plain = tensor;
                tensor = TorchTensors.ChannelsLast(plain);
            }

            return tensors[value] = tensor.DetachFromDisposeScope();
        }
        catch (NotSupportedException exception)
        {
            throw DiagnosticCatalog.TrainingTypeUnknown.Error(null, graph.NameOf(value), exception.Message);
        }
    }
}
