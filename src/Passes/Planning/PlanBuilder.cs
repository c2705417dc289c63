using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;

namespace DepthCompress.Passes.Planning;

/// <summary>Between candidates of chains and the names of a plan.</summary>
public static class PlanBuilder
{
    private const string Added = "added";
    private const string Relu6 = "relu6";
    private const string Dropped = "dropped";

    /// <summary>The decisions of a plan.</summary>
    public static ImmutableArray<PlannedSegment> Describe(ImmutableArray<LayerChain> chains, PlanPoint point) =>
        [.. point.Candidates.Zip(point.Figures, (candidate, figure) => Describe(chains[candidate.Chain], candidate, figure.Saved, figure.Change))];

    /// <summary>The decision for a candidate.</summary>
    public static PlannedSegment Describe(LayerChain chain, Candidate candidate, double saved, double importance) => new(
        chain.Sites[candidate.Segment.Start].Name,
        chain.Sites[candidate.Segment.End - 1].Name,
        candidate.Family,
        candidate is Candidate.Fit fit ? [.. fit.KernelShape] : candidate is Candidate.Rank rank ? [.. rank.KernelShape] : null,
        candidate is Candidate.Absorb absorb ? [.. chain.SitesOf(absorb.Kept).Select(site => site.Name)] : null,
        candidate is Candidate.Compose { Pruned.Count: > 0 } compose ? [.. compose.Pruned.Select(index => chain.Sites[index - 1].Name)]
            : null,
        Math.Round(saved, 6),
        importance)
    {
        Channels = candidate switch
        {
            Candidate.Rank pair => pair.Channels,
            Candidate.Thin thin => thin.Channels,
            _ => null,
        },
        Activation = candidate switch
        {
            Candidate.Compose { End: EndActivation.Added } => Added,
            Candidate.Compose { End: EndActivation.Relu6 } => Relu6,
            Candidate.Compose { End: EndActivation.Dropped } => Dropped,
            _ => null,
        },
    };

    /// <summary>The candidates a plan means, front to back, checked against the network: each of them can be realized.</summary>
    /// <param name="graph">The network of the chains.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="plan">The plan, perhaps edited by hand.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="DiagnosticException">DC3104: an unknown name; DC3105: a segment that cannot be realized so; DC3106: overlapping segments.</exception>
    public static ImmutableArray<Candidate> Resolve(Graph graph, ImmutableArray<LayerChain> chains, CompressionPlan plan, string file)
    {
        var candidates = plan.Segments.Select(planned => Checked(graph, chains, planned, file))
            .OrderBy(candidate => (candidate.Chain, candidate.Segment.Start)).ToImmutableArray();
        foreach (var (left, right) in candidates.Zip(candidates.Skip(1)))
        {
            if (left.Chain == right.Chain && left.Segment.End > right.Segment.Start)
            {
                throw DiagnosticCatalog.PlanSegmentsOverlap.Error(file, NameAt(left), NameAt(right));
            }
        }

        return candidates;

        string NameAt(Candidate candidate) => chains[candidate.Chain].Sites[candidate.Segment.Start].Name;
    }

    private static Candidate Checked(Graph graph, ImmutableArray<LayerChain> chains, PlannedSegment planned, string file)
    {
        var candidate = Resolve(chains, planned, file);
        return CandidateCheck.WhyNot(graph, chains[candidate.Chain], candidate) is { } problem
            ? throw DiagnosticCatalog.PlanSegmentIllegal.Error(file, planned.First, planned.Last, planned.Family, problem)
            : candidate;
    }

    private static Candidate Resolve(ImmutableArray<LayerChain> chains, PlannedSegment planned, string file)
    {
        var (chain, first) = Find(chains, planned.First, file);
        var (other, last) = Find(chains, planned.Last, file);
        var segment = new Segment(first - 1, last);
        var problem =
            chain != other ? "the two lie in different chains"
            : first > last ? "the last site comes before the first"
            : chains[chain].WhyNotLegal(segment);
        if (problem is not null)
        {
            throw DiagnosticCatalog.PlanSegmentIllegal.Error(file, planned.First, planned.Last, planned.Family, problem);
        }

        return planned.Family switch
        {
            "identity" => new Candidate.Identity(chain, segment),
            "fit" when planned.KernelShape is { } kernel => new Candidate.Fit(chain, segment, Dims.Create(kernel.AsSpan())),
            "compose" => new Candidate.Compose(
                chain, segment, Dims.Create([.. (planned.Pruned ?? []).Select(name => Find(chains, name, file).Site)]))
            {
                End = EndOf(planned, file),
            },
            "absorb" when planned.Kept is [var from, .., var to] =>
                new Candidate.Absorb(chain, segment, new Segment(Find(chains, from, file).Site - 1, Find(chains, to, file).Site)),
            "rank" when planned is { KernelShape: { } kernel, Channels: { } channels } =>
                new Candidate.Rank(chain, segment, Dims.Create(kernel.AsSpan()), channels),
            "thin" when planned.Channels is { } channels => new Candidate.Thin(chain, segment, channels),
            "rank" or "thin" when planned.Channels is null => throw DiagnosticCatalog.PlanSegmentIllegal.Error(
                file, planned.First, planned.Last, planned.Family, "the number of channels is missing"),
            "fit" or "rank" => throw DiagnosticCatalog.PlanSegmentIllegal.Error(
                file, planned.First, planned.Last, planned.Family, "the kernel shape is missing"),
            "absorb" => throw DiagnosticCatalog.PlanSegmentIllegal.Error(
                file, planned.First, planned.Last, planned.Family, "it must say which sites are kept, two or more"),
            _ => throw DiagnosticCatalog.PlanSegmentIllegal.Error(
                file, planned.First, planned.Last, planned.Family, $"the families are {string.Join(", ", CandidateOptions.AllFamilies)}"),
        };
    }

    private static EndActivation EndOf(PlannedSegment planned, string file) => planned.Activation switch
    {
        null => EndActivation.Kept,
        Added => EndActivation.Added,
        Relu6 => EndActivation.Relu6,
        Dropped => EndActivation.Dropped,
        var other => throw DiagnosticCatalog.PlanSegmentIllegal.Error(
            file, planned.First, planned.Last, planned.Family, $"its activation is '{other}'; there are {Added}, {Relu6} and {Dropped}"),
    };

    private static (int Chain, int Site) Find(ImmutableArray<LayerChain> chains, string name, string file)
    {
        for (var chain = 0; chain < chains.Length; chain++)
        {
            if (chains[chain].Sites.FirstOrDefault(site => site.Name == name) is { } found)
            {
                return (chain, found.Index);
            }
        }

        throw DiagnosticCatalog.PlanNamesUnknownSite.Error(file, name);
    }
}
