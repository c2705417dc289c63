using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Factors while they learn. They live in double precision, since ADMM adds small forces up over the whole run; the network computes with
/// copies. Of a layer that keeps all its filters nothing is learned.
/// </summary>
internal sealed class LearnedFactors : IStepLearner
{
    /// <summary>Factors stay near 0 to 1 while the iteration is stable, and grow without end where it is not.</summary>
    private const double Largest = 10;

    private readonly FactorLearning learning;
    private readonly ImmutableArray<Layer> layers;
    private readonly TorchTensor penalty;

    /// <param name="learning">What is learned, and how.</param>
    /// <param name="graph">The network that reads the factors.</param>
    /// <param name="parameters">Its constants; from now on gradients of the factors are computed.</param>
    public LearnedFactors(FactorLearning learning, Graph graph, TorchParameters parameters)
    {
        this.learning = learning;
        layers = [.. learning.Factors.Select(factor =>
            new Layer(factor, graph.NameOf(factor.Factor), graph.Initializers[factor.Factor].Count, parameters[factor.Factor]))];
        penalty = torch.tensor([learning.FirstPenalty], [1]);
        foreach (var layer in layers)
        {
            layer.Begin();
        }

        Initializers = [.. Learning.Select(layer => layer.Factor.Factor)];
    }

    /// <inheritdoc/>
    public ImmutableArray<Value> Initializers { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, TorchTensor Tensor)> State =>
        [("factors", penalty), .. Learning.Select(layer => ($"factors/{layer.Name}", layer.State))];

    private IEnumerable<Layer> Learning => layers.Where(layer => layer.IsLearned);

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">DC3321: they diverge.</exception>
    public void EndStep(LearningStep step)
    {
        using var withoutGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var present = TorchTensors.Numbers(penalty)[0];
        foreach (var (layer, gradient) in Learning.Zip(step.Gradients))
        {
            var next = layer.Read().Next(
                layer.Factor.Keep, TorchTensors.Numbers(gradient), learning.Rate ?? step.Rate, learning.Tradeoff, present);
            if (next.Values.FirstOrDefault(value => !(Math.Abs(value) <= Largest), 0) is var wrong and not 0)
            {
                throw DiagnosticCatalog.FactorsDiverge.Error(null, layer.Name, step.Number, wrong);
            }

            layer.Write(next);
        }

        penalty.fill_(FactorState.NextPenalty(present, learning.Growth, learning.LastPenalty));
    }

    /// <inheritdoc/>
    public TrainingResult AddTo(TrainingResult result) => result with
    {
        Factors = [.. layers.Select(layer => Tensor.Create<double>([layer.Count], layer.Read().Values.AsSpan()))],
    };

    /// <summary>One factor: its state as a tensor of v, y1 and y2, and the copy of v that the network reads.</summary>
    private sealed record Layer(LearnedFactor Factor, string Name, int Count, TorchTensor Copy)
    {
        public bool IsLearned => Factor.Keep < Count;

        public TorchTensor State { get; } = torch.zeros([3, Count], torch.ScalarType.Float64);

        public void Begin()
        {
            using (torch.no_grad())
            {
                Write(FactorState.Start(Count));
            }

            Copy.requires_grad = IsLearned;
        }

        public FactorState Read()
        {
            var numbers = TorchTensors.Numbers(State);
            return new([.. numbers[..Count]], [.. numbers[Count..(2 * Count)]], [.. numbers[(2 * Count)..]]);
        }

        public void Write(FactorState state)
        {
            double[] values = [.. state.Values];
            using var scope = torch.NewDisposeScope();
            State.copy_(torch.tensor([.. values, .. state.SumDual, .. state.SphereDual], [3, Count]));
            Copy.copy_(torch.tensor(values, Copy.shape));
        }
    }
}
