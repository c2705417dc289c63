using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Runtime.Training;

/// <summary>Decides which weights are trained, and how fast.</summary>
internal static class TrainedWeights
{
    /// <summary>Those the loss depends on and the recipe does not freeze; no gradient is computed for the others.</summary>
    /// <param name="fetch">What the loss is made from.</param>
    /// <exception cref="DiagnosticException">There are none.</exception>
    public static ImmutableArray<TrainedWeight> Of(
        Graph graph, TorchParameters parameters, ImmutableArray<Value> fetch, TrainingRecipe recipe)
    {
        var read = ReadBy(graph, fetch);
        var trained = ImmutableArray.CreateBuilder<TrainedWeight>();
        foreach (var parameter in parameters.Weights)
        {
            var factor = FactorOf(recipe, parameter.Name);
            parameter.Tensor.requires_grad = factor > 0 && read.Contains(parameter.Value);
            if (parameter.Tensor.requires_grad)
            {
                var decays = recipe.DecayAll || parameter.Role is ParameterRole.Kernel;
                trained.Add(new(parameter.Name, parameter.Tensor, factor, decays ? recipe.WeightDecay : 0));
            }
        }

        return trained.Count > 0 ? trained.ToImmutable() : throw DiagnosticCatalog.NothingTrains.Error(null);
    }

    private static double FactorOf(TrainingRecipe recipe, string name)
    {
        foreach (var (pattern, factor) in recipe.LearningRateFactors)
        {
            if (NamePattern.Fits(pattern, name))
            {
                return factor;
            }
        }

        return 1;
    }

    /// <summary>Everything that is read, directly or through others, to compute some values.</summary>
    private static HashSet<Value> ReadBy(Graph graph, ImmutableArray<Value> fetch)
    {
        HashSet<Value> read = [.. fetch];
        for (var i = graph.Nodes.Length - 1; i >= 0; i--)
        {
            if (graph.Nodes[i].Outputs.Any(read.Contains))
            {
                read.UnionWith(graph.Nodes[i].Inputs.OfType<Value>());
            }
        }

        return read;
    }
}
