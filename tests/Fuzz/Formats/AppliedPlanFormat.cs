using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Fuzz;

/// <summary>Plans of segments, held against a network: names, places, kernel shapes and widths that it may not have.</summary>
internal sealed class AppliedPlanFormat : FuzzFormat
{
    public override string Name => "applied-plan";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            ImmutableArray<string> names = [.. SmallNetwork.Chains.SelectMany(chain => chain.Sites).Select(site => site.Name)];
            for (var at = 1; at + 1 < names.Length; at++)
            {
                yield return Plan(new PlannedSegment(names[at], names[at + 1], "fit", [3, 3], null, null, 1, 0));
                yield return Plan(new PlannedSegment(names[at], names[at + 1], "compose", null, null, null, 1, 0));
                yield return Plan(new PlannedSegment(names[at], names[at], "rank", [3, 3], null, null, 1, 0) { Channels = 2 });
                yield return Plan(new PlannedSegment(names[at], names[at + 1], "thin", null, null, null, 1, 0) { Channels = 2 });
                yield return Plan(new PlannedSegment(names[at], names[at + 1], "identity", null, null, null, 1, 0), new PlannedSegment(names[0], names[0], "identity", null, null, null, 1, 0));
            }
        }
    }

    public override string Load(byte[] bytes, string scratch)
    {
        var plan = PlanFile.Parse(Encoding.UTF8.GetString(bytes), "plan");
        return string.Join(' ', PlanBuilder.Resolve(SmallNetwork.Graph, SmallNetwork.Chains, plan, "plan").Select(candidate => candidate.Family).Distinct());
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => JsonMutator.Change(bytes, other, random);

    private static byte[] Plan(params ReadOnlySpan<PlannedSegment> segments) => Encoding.UTF8.GetBytes(PlanFile.Format(new CompressionPlan
    {
        Schema = CompressionPlan.CurrentSchema,
        ToolVersion = "1",
        ModelDigest = "digest",
        Machine = new MachineIdentity("device", "cpu", "engine", 1, "all"),
        InputShapes = [[1, 3, 16, 16]],
        Calibration = "noise",
        Seed = 0,
        Metric = "accuracy",
        OriginalMilliseconds = 2,
        PredictedMilliseconds = 1,
        PredictedChange = 0,
        Segments = [.. segments],
    }));
}
