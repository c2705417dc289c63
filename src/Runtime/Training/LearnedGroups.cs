using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// Groups of filters while they learn (Dynamic Structure Pruning, AAAI'23, section "group learning"). After every update of the weights the logits
/// are judged by one step ahead, of which nothing stays; then the penalty of the groups they stand for shrinks the weights themselves.
/// </summary>
internal sealed class LearnedGroups : IStepLearner
{
    private readonly GroupLearning learning;
    private readonly TrainingRecipe recipe;
    private readonly WeightUpdate update;
    private readonly ImmutableArray<LayerGroups> layers;

    /// <param name="learning">What is learned.</param>
    /// <param name="graph">The network.</param>
    /// <param name="parameters">Its constants.</param>
    /// <param name="update">How weights learn: the step ahead is one of its steps.</param>
    /// <param name="recipe">Seed and clipping.</param>
    /// <exception cref="DiagnosticException">The weights of a layer do not learn.</exception>
    public LearnedGroups(GroupLearning learning, Graph graph, TorchParameters parameters, WeightUpdate update, TrainingRecipe recipe)
    {
        (this.learning, this.recipe, this.update) = (learning, recipe, update);
        layers = [.. learning.Layers.Select((layer, index) => new LayerGroups(layer, index, learning, recipe.Seed, parameters)
        {
            Name = graph.NameOf(layer.Weight),
            Trained = IndexOf(parameters[layer.Weight], graph.NameOf(layer.Weight)),
        })];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, TorchTensor Tensor)> State => layers.SelectMany(layer => layer.State);

    /// <inheritdoc/>
    public void EndStep(LearningStep step)
    {
        var length = learning.Strength * step.Rate * (step.Number + 1) / step.Steps;
        if (step.Number % learning.UpdateEvery == 0 && step.Number < step.Steps * (1 - learning.FrozenPart))
        {
            LookAhead(step, length);
        }

        using var withoutGradients = torch.no_grad();
        foreach (var layer in layers)
        {
            layer.Shrink(length);
        }
    }

    /// <inheritdoc/>
    public TrainingResult AddTo(TrainingResult result) => result with { GroupLogits = [.. layers.Select(layer => layer.Result())] };

    /// <summary>Only the kernels of the layers move, and they come back: no other weight, no running statistic and no momentum is touched.</summary>
    private void LookAhead(LearningStep step, double length)
    {
        ImmutableArray<TorchTensor> before = [.. layers.Select(layer => layer.Kernels.detach().clone())];
        try
        {
            foreach (var layer in layers)
            {
                layer.BeginLook(step.Number, length);
            }

            IList<TorchTensor> gradients = torch.autograd.grad([step.LossAgain()], [.. layers.Select(layer => layer.Kernels)]);
            gradients = recipe.ClipNorm > 0 ? GradientClip.Limit(gradients, recipe.ClipNorm) : gradients;
            for (var i = 0; i < layers.Length; i++)
            {
                layers[i].EndLook(before[i], update.Ahead(layers[i].Trained, gradients[i], step.Rate, step.Number), length);
                layers[i].Learn(1 + (step.Number / learning.UpdateEvery));
            }
        }
        finally
        {
            new TensorSet([.. layers.Select(layer => layer.Kernels)]).CopyFrom(new(before));
        }
    }

    private int IndexOf(TorchTensor kernels, string name)
    {
        for (var i = 0; i < update.Weights.Length; i++)
        {
            if (ReferenceEquals(update.Weights[i].Tensor, kernels))
            {
                return i;
            }
        }

        throw DiagnosticCatalog.BadTrainingOption.Error(null, "layers with groups", $"the weights '{name}' do not learn");
    }
}
