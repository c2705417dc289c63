using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>Narrows one network and writes it: by a criterion, by what it learns, or as a plan says.</summary>
internal sealed class PruneRun(Session session, string path, Settings settings)
{
    /// <summary>Where the results go.</summary>
    public required PruneFiles Files { get; init; }

    /// <summary>Whether the narrowed network is trained with the original for its teacher.</summary>
    public bool FineTunes { get; init; }

    /// <summary>A plan of segments that is realized first, and its file; null for none.</summary>
    public (CompressionPlan Plan, string File)? Depth { get; init; }

    /// <summary>Whether plans may be those of another model.</summary>
    public bool ForcesPlan { get; init; }

    /// <summary>What came out, once it has run.</summary>
    internal PruneReport? Report { get; private set; }

    private bool HasData => settings.Data is not null || settings.TestData is not null;

    /// <summary>Decides, and narrows.</summary>
    /// <exception cref="DiagnosticException">DC3301 to DC3303, or what the model or the data lack.</exception>
    internal ExitCode Run(PruneOptions options)
    {
        Check(options.Learns || options.Method == "taylor", Depth is { File: var file } ? [file] : []);
        using var workflow = new Workflow(path, settings, session);
        var depth = Depth is { Plan: var plan } ? DepthFirst.ToJson(plan) : null;
        var learning = options.Learns ? new LearnedDecision(workflow, session, settings, options, depth?.ToJsonString()) : null;
        var whole = Depth is var (first, name)
            ? DepthFirst.Realized(workflow, session, settings, first, name, ForcesPlan)
            : DepthFirst.Normalized(workflow, session, restores: options.Learns);
        Narrowing narrowing = learning is null ? Ranked(workflow, whole, options, depth) : Learned(workflow, whole, learning, options, depth);
        return Finish(workflow, narrowing, learning);
    }

    /// <summary>Narrows as a plan says.</summary>
    /// <exception cref="DiagnosticException">The plan does not fit the model.</exception>
    internal ExitCode Apply(WidthPlan plan, string file)
    {
        Check(needsData: false, file);
        using var workflow = new Workflow(path, settings, session);
        if (workflow.Digest != plan.ModelDigest && !ForcesPlan)
        {
            throw DiagnosticCatalog.PlanOfAnotherModel.Error(file, plan.ModelDigest, workflow.Digest);
        }

        var whole = plan.Depth is { } depth
            ? DepthFirst.Realized(workflow, session, settings, PlanFile.Parse(depth.ToJsonString(), file), file, ForcesPlan)
            : DepthFirst.Normalized(workflow, session, restores: FineTunes && !plan.Layers.IsEmpty);
        return Finish(workflow, Planned(workflow, whole, plan, file), null);
    }

    private void Check(bool needsData, params ReadOnlySpan<string> inputs)
    {
        session.Subject = path;
        session.Gates?.Expect(HasData ? GateScope.Compression : GateScope.Structure | GateScope.Latency | GateScope.Speed, "a run without --data");
        Files.Check(session.Files, [path, .. inputs]);
        if ((needsData || FineTunes) && settings.Data is null)
        {
            throw DiagnosticCatalog.MissingSetting.Error(null, FineTunes ? "the training images" : "images with labels", "--data SOURCE");
        }
    }

    private ExitCode Finish(Workflow workflow, Narrowing narrowing, LearnedDecision? learning)
    {
        var finish = new PruneFinish(session, settings, workflow) { Files = Files, FineTunes = FineTunes, HasData = HasData };
        var exit = finish.Run(narrowing, learning);
        Report = finish.Report;
        return exit;
    }

    private SlicedNarrowing Ranked(Workflow workflow, Graph whole, PruneOptions options, JsonObject? depth)
    {
        var decision = new CriterionDecision(workflow, session, settings);
        var kept = decision.Choose(whole, options);
        var plan = WidthPlan.Of(kept, ToolVersion.Text, workflow.Digest, options.Method, options.TargetText);
        return decision.Narrow(kept, plan with { Configuration = settings.ToJson(), Depth = depth });
    }

    private MaskedNarrowing Learned(Workflow workflow, Graph whole, LearnedDecision learning, PruneOptions options, JsonObject? depth)
    {
        var learned = learning.Learn(whole, options.Target with { UnknownExtent = workflow.OpenExtent });
        var plan = WidthPlan.Of(learned.Masks, ToolVersion.Text, workflow.Digest, options.Method, options.TargetText);
        return new MaskedNarrowing(learned.Masks, Packing(workflow, learned.Masks))
        {
            Plan = plan with { Configuration = settings.ToJson(), Depth = depth },
            Whole = whole,
            Learned = learned.Masks.Graph,
            Notes = learned.Notes,
        };
    }

    /// <summary>Kernels that an edited plan leaves without a reader go as well.</summary>
    private Narrowing Planned(Workflow workflow, Graph whole, WidthPlan plan, string file)
    {
        if (!plan.Layers.IsEmpty && !plan.Groups.IsEmpty)
        {
            throw DiagnosticCatalog.MixedWidthPlan.Error(file);
        }

        if (plan.Layers.IsEmpty)
        {
            var decision = new CriterionDecision(workflow, session, settings);
            return decision.Narrow(plan.Resolve(decision.Groups(whole), file), plan);
        }

        var masks = Liveness.Propagate(plan.ResolveMasks(whole, file));
        return new MaskedNarrowing(masks, Packing(workflow, masks, plan.Packing(file))) { Plan = plan, Whole = whole };
    }

    /// <summary>As a plan says; else as the settings say, which is measured unless they name a form.</summary>
    private LayerPacking Packing(Workflow workflow, KernelMasks masks, PackPlan? given = null)
    {
        var layout = settings.Layout();
        var isMeasured = given is null && layout is PackLayout.Measured;
        return new(masks, new PackOptions
        {
            Layout = layout,
            Given = given,
            Probe = isMeasured ? workflow.Probe : null,
            Inputs = isMeasured ? workflow.Inputs : [],
        }, session.Cancellation);
    }
}
