using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;

namespace DepthCompress.Passes.Planning;

/// <summary>What could be done with each segment of a network; <see cref="Candidate.Keep"/> goes without saying.</summary>
public sealed class CandidateEnumerator(Graph graph, CandidateOptions options)
{
    /// <summary>Every candidate of every chain, by chain, start, end, family, kernel.</summary>
    /// <exception cref="DiagnosticException">DC3340: only narrower layers are asked for, and no number of channels is below what there are.</exception>
    public ImmutableArray<Candidate> Enumerate(ImmutableArray<LayerChain> chains)
    {
        ImmutableArray<Candidate> all = [.. chains.SelectMany((chain, index) => Segments(chain).SelectMany(segment => Of(index, chain, segment)))];
        return all.IsEmpty && !chains.IsEmpty && !options.Families.Except(["rank", "thin"]).Any() && HasWideLayers(chains)
            ? throw DiagnosticCatalog.NothingNarrower.Error(
                null, string.Join(", ", options.Ranks.Select(rank => rank.ToString(CultureInfo.InvariantCulture))), options.RankAlign)
            : all;
    }

    /// <summary>Whether any layer has two channels to choose from, in numbers that can be fitted.</summary>
    private bool HasWideLayers(ImmutableArray<LayerChain> chains) => chains.SelectMany(chain => chain.Sites)
        .Any(site => graph.TypeOf(site.Tail.Linear) is { Element: ElementType.Float32, Shape: [_, { IsKnown: true, Size: > 1 }, ..] });

    private IEnumerable<Segment> Segments(LayerChain chain)
    {
        for (var start = 0; start < chain.Length; start++)
        {
            for (var end = start + 1; end <= Math.Min(chain.Length, start + options.LongestSegment); end++)
            {
                if (chain.IsLegal(new Segment(start, end)))
                {
                    yield return new Segment(start, end);
                }
            }
        }
    }

    private IEnumerable<Candidate> Of(int index, LayerChain chain, Segment segment)
    {
        if (graph.TypeOf(chain.TailOf(segment).Linear)?.Element is not ElementType.Float32 || SegmentGeometry.Of(graph, chain, segment) is not { } geometry)
        {
            yield break;
        }

        // A grouped convolution is a segment of its own only as part of something longer: a dense one in its place would be slower.
        var work = chain.NodesOf(segment).Sum(node => NetworkCost.MultiplyAccumulates(graph, node));
        if (options.Families.Contains("identity") && geometry.CanBeIdentity)
        {
            yield return new Candidate.Identity(index, segment);
        }

        if (options.Families.Contains("compose") && segment.Length > 1)
        {
            foreach (var candidate in Compositions(index, chain, segment))
            {
                yield return candidate;
            }
        }

        if (options.Families.Contains("fit"))
        {
            foreach (var kernel in options.Kernels.Where(kernel => IsWorthFitting(chain, segment, geometry, kernel, work)))
            {
                yield return new Candidate.Fit(index, segment, Dims.Repeat(kernel, geometry.Strides.Count));
            }
        }

        if (options.Families.Contains("absorb"))
        {
            foreach (var span in CandidateCheck.AbsorbingSpans(graph, chain, segment))
            {
                yield return new Candidate.Absorb(index, segment, new Segment(span.Start, span.End));
            }
        }

        foreach (var candidate in Narrower(index, chain, segment, work))
        {
            yield return candidate;
        }
    }

    private IEnumerable<Candidate> Narrower(int index, LayerChain chain, Segment segment, long work)
    {
        var width = new WidthCandidates(graph, options);
        return
        [
            .. options.Families.Contains("rank") ? width.Ranked(index, chain, segment, work) : [],
            .. options.Families.Contains("thin") ? width.Thinned(index, chain, segment) : [],
        ];
    }

    private bool IsWorthFitting(LayerChain chain, Segment segment, SegmentGeometry geometry, int kernel, long work)
    {
        var shape = Dims.Repeat(kernel, geometry.Strides.Count);
        if ((long)geometry.InputChannels * shape.Product > options.MostFeatures || shape.Zip(geometry.Reach).Any(pair => pair.First > pair.Second + (pair.Second == 1 ? 0 : 2))
            || geometry.WindowFor(shape) is not { } window || (segment.Length == 1 && chain.Sites[segment.Start].Conv?.Op is Conv conv && conv.Window.KernelShape == shape))
        {
            return false;
        }

        var input = graph.TypeOf(chain.InputOf(segment))!.Shape[2..];
        var output = graph.TypeOf(chain.TailOf(segment).Linear)!.Shape[2..];
        if (window.Slide(input) is not { } slid || !slid.Zip(output).All(pair => pair.First == pair.Second)
            || output.Zip(shape).Any(pair => pair.First.IsKnown && pair.Second > (2 * pair.First.Size) + 1))
        {
            return false;
        }

        var mine = output.ToDims(1).Aggregate((long)geometry.InputChannels * geometry.OutputChannels * shape.Product, (product, size) => product * size);
        return mine <= work * options.MostWork;
    }

    private IEnumerable<Candidate> Compositions(int index, LayerChain chain, Segment segment)
    {
        if (chain.SitesOf(segment).Any(site => !site.IsComposable || !site.Prefix.IsEmpty) || chain.SpansOf(segment).Any(span => span.Shortcut is Shortcut.Resample))
        {
            yield break;
        }

        yield return new Candidate.Compose(index, segment, []);
        foreach (var pruned in chain.SitesOf(segment).Select(site => site.Index)
            .Where(site => CandidateCheck.CanBePruned(graph, chain, segment, site)))
        {
            yield return new Candidate.Compose(index, segment, [pruned]);
        }
    }
}
