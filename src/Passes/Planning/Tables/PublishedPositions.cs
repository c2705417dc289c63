using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Where the positions of a published table lie in a network. The released programs leave out the stem and count on over pooling; our
/// chains hold the stem and end at pooling. So layer n of a table is the n-th site behind <paramref name="Offset"/> sites, over all chains.
/// </summary>
/// <param name="Chains">The chains, in order.</param>
/// <param name="Offset">How many sites stand in front of position 0.</param>
/// <param name="Length">The last position.</param>
public sealed record PublishedPositions(ImmutableArray<LayerChain> Chains, int Offset, int Length)
{
    /// <summary>The name of layer <paramref name="number"/>, from 1 on.</summary>
    public string NameOf(int number) => Chains.SelectMany(chain => chain.Sites).ElementAt(Offset + number - 1).Name;

    /// <summary>A segment of the table in its chain; null where a chain ends inside.</summary>
    public (int Chain, Segment Segment)? Locate(Segment segment)
    {
        var start = Offset + segment.Start;
        for (var chain = 0; chain < Chains.Length; start -= Chains[chain++].Length)
        {
            if (start < Chains[chain].Length)
            {
                return start + segment.Length <= Chains[chain].Length ? (chain, new Segment(start, start + segment.Length)) : null;
            }
        }

        return null;
    }

    /// <summary>A segment of a chain in the table's positions; null where it does not lie within them.</summary>
    public Segment? Find(int chain, Segment segment)
    {
        var shift = Chains.Take(chain).Sum(one => one.Length) - Offset;
        var found = new Segment(segment.Start + shift, segment.End + shift);
        return found.Start >= 0 && found.End <= Length ? found : null;
    }

    /// <summary>In a line for the user.</summary>
    public override string ToString()
    {
        var all = Chains.SelectMany(chain => chain.Sites).Select(site => site.Name).ToList();
        var outside = all[..Offset].Concat(all[(Offset + Length)..]).Select(name => $"'{name}'").ToList();
        var where = $"positions 0 to {Length} of the tables: layer 1 is '{NameOf(1)}', layer {Length} is '{NameOf(Length)}'";
        return outside.Count == 0 ? where
            : outside.Count > 6 ? $"{where}; {outside.Count} layers outside are kept"
            : $"{where}; outside, and kept: {string.Join(", ", outside)}";
    }
}
