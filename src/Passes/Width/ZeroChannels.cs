using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Makes channels contribute nothing, and leaves them where they are: whatever reads them weighs them with zero. That holds at borders,
/// behind normalizations and activations as well, whatever these make of a zero; so the network computes what it will compute without them.
/// </summary>
public static class ZeroChannels
{
    /// <summary>The network of the same shape in which the removed channels contribute nothing.</summary>
    public static Graph Apply(KeptChannels kept)
    {
        var (graph, zeroed) = (kept.Groups.Graph, new Dictionary<Value, Tensor>());
        foreach (var weight in kept.Groups.Weights.Where(axis => axis.Role is WeightRole.Reads))
        {
            var places = Enumerable.Range(0, weight.Units.Length).Where(place => kept.IsRemoved(weight.Units[place])).ToList();
            if (places.Count > 0)
            {
                var present = zeroed.GetValueOrDefault(weight.Weight, graph.Initializers[weight.Weight]);
                zeroed[weight.Weight] = TensorPlaces.Zero(present, weight.Axis, places);
            }
        }

        return zeroed.Count == 0 ? graph : graph.WithInitializers(zeroed);
    }
}
