using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary><c>plan</c> for named devices: the frontier of the objective, and the plan for what is asked.</summary>
internal sealed class DevicePlanRun(Workflow workflow, Settings settings, Session session)
{
    private CompressionPlan? written;

    /// <summary>The file of the plan; null where only the frontier is wanted.</summary>
    public required string? Target { get; init; }

    /// <summary>Whether a file that exists is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether weights are kept beside the plan.</summary>
    public bool KeepsWeights { get; init; }

    /// <summary>Plans, writes and tells.</summary>
    internal ExitCode Run()
    {
        var planning = session.WithProgress(progress => new DevicePlanning(workflow, settings, session, progress));
        var chosen = Target is null ? null : planning.Choose();
        if (chosen is not null)
        {
            written = planning.PlanFor(chosen);
            Outputs.WriteText(Target!, Force, PlanFile.Format(written));
            if (KeepsWeights)
            {
                new PlanRealization(workflow, session).Keep(written, Target!);
            }
        }

        Tell(planning, planning.Frontier(), chosen);
        return ExitCode.Done;
    }

    /// <summary>Says what is missing, and does nothing.</summary>
    internal ExitCode Estimate()
    {
        var counts = new DeviceTables(workflow, settings, session).Count();
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/estimate/1");
                json.WriteStartArray("devices");
                foreach (var (name, missing, distinct) in counts)
                {
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteNumber("latencyEntries", distinct);
                    json.WriteNumber("latencyMissing", missing);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        foreach (var (name, missing, distinct) in counts)
        {
            session.Say($"{name}: {missing} of {distinct} latencies are missing");
        }

        session.Say("nothing was done");
        return ExitCode.Done;
    }

    private void Tell(DevicePlanning planning, ImmutableArray<JointPoint> frontier, JointPoint? chosen)
    {
        var plan = written ?? planning.PlanFor(frontier[^1]);
        if (session.IsJson)
        {
            WriteJson(planning, frontier, chosen);
            return;
        }

        if (chosen is not null)
        {
            CompressionSummary.TellPlan(session, plan);
            DevicesOfPlan.Tell(session, plan);
        }

        TellFrontier(planning, frontier, plan);
        session.Say();
        session.Say(chosen is null
            ? "no plan was written: name a target (--budget, --speedup, --target-latency or --max-drop)"
            : $"written: {Target}; predicted {DevicesOfPlan.Percent(planning.JointOf(chosen))} of the original's latency, by {Words(planning)}");
    }

    private void TellFrontier(DevicePlanning planning, ImmutableArray<JointPoint> frontier, CompressionPlan plan)
    {
        session.Say();
        session.Say($"frontier, predicted, by {Words(planning)}:");
        var names = planning.Devices.Select(device => $">{device.Wish.Name}");
        var table = new TextTable([">part", ">speed-up", $">change of {plan.Metric}", .. names]);
        var shown = CompressionReport.Spread([.. frontier.Select(point => (planning.JointOf(point), point.Plan.Change))], 12, null).ToHashSet();
        foreach (var point in frontier.Where(point => shown.Remove((planning.JointOf(point), point.Plan.Change))))
        {
            table.Add([DevicesOfPlan.Percent(planning.JointOf(point)), Figures.Speedup(1 / planning.JointOf(point)), Figures.Change(point.Plan.Change),
                .. point.Milliseconds.Take(planning.Devices.Length).Select(Figures.Milliseconds)]);
        }

        table.WriteTo(session);
    }

    private void WriteJson(DevicePlanning planning, ImmutableArray<JointPoint> frontier, JointPoint? chosen) => session.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", "depthcompress/frontier/1");
        var plan = written ?? planning.PlanFor(frontier[^1]);
        json.WriteFinite("originalMs", plan.OriginalMilliseconds);
        json.WriteString("metric", plan.Metric);
        json.WriteStartArray("frontier");
        foreach (var point in frontier)
        {
            json.WriteStartObject();
            json.WriteFinite("part", planning.JointOf(point));
            json.WriteFinite("speedup", 1 / planning.JointOf(point));
            json.WriteFinite("change", point.Plan.Change);
            json.WriteStartArray("ms");
            foreach (var milliseconds in point.Milliseconds.Take(planning.Devices.Length))
            {
                json.WriteNumberValue(milliseconds);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("plan", Target);
        DevicesOfPlan.Write(json, plan);
        json.WriteFinite("predictedMs", plan.PredictedMilliseconds);
        json.WriteFinite("predictedChange", plan.PredictedChange);
        if (chosen is not null)
        {
            json.WriteFinite("gap", chosen.Gap);
        }

        JsonReport.WriteSegments(plan, json);
        json.WriteEndObject();
    });

    private static string Words(DevicePlanning planning) => planning.Devices is [var only] ? only.Wish.Name
        : planning.Objective is DeviceObjective.Max ? "the slowest device" : "the weighted mean of the devices";
}
