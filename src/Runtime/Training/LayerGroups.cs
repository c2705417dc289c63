using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// The groups of one layer while they learn. Kernels are measured in units of the normalization behind them, w γ / √(σ² + ε), which for the
/// length of a step are constants: moving those by a part of themselves is moving the kernels by the same part.
/// </summary>
internal sealed class LayerGroups
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-12;

    /// <summary>First logits of groups that say nothing, and of groups that were chosen.</summary>
    private const double Slight = 0.01;
    private const double Leaning = 0.5;

    // Keeps the numbers apart from those that others draw for the same seed.
    private const int Stream = 0x677270;

    private readonly GroupedLayer layer;
    private readonly int index;
    private readonly GroupLearning learning;
    private readonly int seed;
    private readonly TorchParameters parameters;
    private readonly TorchTensor logits;
    private readonly TorchTensor mean;
    private readonly TorchTensor square;
    private TorchTensor? memberships;
    private TorchTensor? slopes;

    /// <param name="layer">The layer.</param>
    /// <param name="index">Its place among those that learn.</param>
    /// <param name="learning">What is learned.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="parameters">The constants of the network.</param>
    public LayerGroups(GroupedLayer layer, int index, GroupLearning learning, int seed, TorchParameters parameters)
    {
        (this.layer, this.index, this.learning, this.seed, this.parameters) = (layer, index, learning, seed, parameters);
        logits = FirstLogits();
        (mean, square) = (torch.zeros_like(logits), torch.zeros_like(logits));
    }

    /// <summary>Of its weights.</summary>
    public required string Name { get; init; }

    /// <summary>The index of its weights among those that are trained.</summary>
    public required int Trained { get; init; }

    /// <summary>Its weights.</summary>
    public TorchTensor Kernels => parameters[layer.Weight];

    /// <summary>What comes back when a run is resumed.</summary>
    public IEnumerable<(string Name, TorchTensor Tensor)> State =>
        [($"groups/{Name}/logits", logits), ($"groups/{Name}/mean", mean), ($"groups/{Name}/square", square)];

    /// <summary>The logits, as they are.</summary>
    public Tensor Result() => TorchTensors.FromTorch(logits, ElementType.Float64);

    /// <summary>Draws memberships for a step, and moves the weights one penalty step.</summary>
    public void BeginLook(long step, double length)
    {
        using var withoutGradients = torch.no_grad();
        memberships = logits.div(learning.Temperature).add(Gumbel(step)).softmax(0);
        Kernels.mul_(Moved(Penalty(Kernels), length));
    }

    /// <summary>Takes the derivative of what one step leads to by the memberships.</summary>
    /// <param name="before">The weights as they are.</param>
    /// <param name="ahead">As they would be after one more update.</param>
    /// <param name="length">Of the penalty's step.</param>
    public void EndLook(TorchTensor before, TorchTensor ahead, double length)
    {
        using var withoutGradients = torch.no_grad();
        var penalty = Penalty(ahead);
        var direction = ahead.mul(Moved(penalty, length)).sub(Kernels);
        var products = Squared(before.mul(direction));
        var here = Penalty(before);
        slopes = penalty.OfMemberships().add(learning.AsReleased ? here.MixedAsReleased(products) : here.Mixed(products));
    }

    /// <summary>Adam (Kingma and Ba 2015).</summary>
    /// <param name="count">Updates of the logits, this one included.</param>
    public void Learn(long count)
    {
        using var withoutGradients = torch.no_grad();
        var gradient = GroupPenalty.OfLogits(memberships!, slopes!, learning.Temperature);
        mean.mul_(Beta1).add_(gradient, 1 - Beta1);
        square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var spread = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, count))).add_(Epsilon);
        logits.addcdiv_(mean, spread, -learning.LogitRate / (1 - Math.Pow(Beta1, count)));
    }

    /// <summary>Moves the weights by the penalty of the groups that the logits stand for.</summary>
    public void Shrink(double length)
    {
        var chosen = torch.tensor(OneHot(), [learning.Groups, Kernels.shape[0]]).to(parameters.Device);
        var factors = new GroupPenalty(Energies(Kernels), chosen).Shrunk(length * layer.Scale, learning.AsReleased);
        Kernels.mul_(AsKernels(factors));
    }

    /// <summary>The highest logit of every filter; of equal ones the first.</summary>
    private double[] OneHot()
    {
        var (numbers, filters) = (TorchTensors.Numbers(logits), (int)Kernels.shape[0]);
        var chosen = new double[numbers.Length];
        for (var filter = 0; filter < filters; filter++)
        {
            var group = Enumerable.Range(0, learning.Groups).MaxBy(group => numbers[(group * filters) + filter]);
            chosen[(group * filters) + filter] = 1;
        }

        return chosen;
    }

    private GroupPenalty Penalty(TorchTensor kernels) => new(Energies(kernels), memberships!);

    /// <summary>What one step of the penalty multiplies kernels by.</summary>
    private TorchTensor Moved(GroupPenalty penalty, double length) =>
        AsKernels(penalty.Shrinkage().mul(-length * layer.Scale).add(1));

    private TorchTensor Energies(TorchTensor kernels) => Squared(kernels.square());

    /// <summary>The sums over kernels, in units of the normalization, in double precision: of shape (filters, channels).</summary>
    private TorchTensor Squared(TorchTensor products)
    {
        var sums = products.flatten(2).sum(2).to(torch.ScalarType.Float64);
        return layer.Norm is { } norm && !learning.AsReleased ? sums.mul(Scales(norm).unsqueeze(1)) : sums;
    }

    /// <summary>γ² / (σ² + ε).</summary>
    private TorchTensor Scales(NormalizationOperands norm) =>
        parameters[norm.Scale].detach().to(torch.ScalarType.Float64).square()
            .div(parameters[norm.Variance].to(torch.ScalarType.Float64).add(norm.Epsilon));

    private TorchTensor AsKernels(TorchTensor factors) => factors.to(Kernels.dtype).reshape([.. Kernels.shape.Select((size, axis) => axis < 2 ? size : 1)]);

    /// <summary>The groups to begin in; a balanced choice that is as good as none; zeros, by which all begin in one group, as released.</summary>
    private TorchTensor FirstLogits()
    {
        var filters = (int)parameters[layer.Weight].shape[0];
        var first = new double[learning.Groups * filters];
        var order = SeededRandom.Of(Stream, seed, index, -1).Permutation(filters);
        for (var place = 0; place < filters && !learning.AsReleased; place++)
        {
            var (group, filter) = layer.First.IsEmpty ? (place % learning.Groups, order[place]) : (layer.First[place], place);
            first[(group * filters) + filter] = layer.First.IsEmpty ? Slight : Leaning;
        }

        return torch.tensor(first, [learning.Groups, filters]).to(parameters.Device);
    }

    /// <summary>Gumbel's noise, the same for the same seed, layer and step.</summary>
    private TorchTensor Gumbel(long step)
    {
        var random = SeededRandom.Of(Stream, seed, index, (int)step, (int)(step >> 32));
        var noise = new double[logits.numel()];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = -Math.Log(-Math.Log(Math.Clamp(random.NextDouble(), 1e-300, 1 - 1e-16)));
        }

        return torch.tensor(noise, logits.shape).to(parameters.Device);
    }
}
