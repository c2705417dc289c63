using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// A decision: which layers become what, by their names. A plan is a text that is reviewed, edited and committed; the same plan, model,
/// images and seed give the same bytes.
/// </summary>
/// <example><code>
/// var plan = NetworkPlan.Load("model.plan.json");
/// var result = await NetworkModel.Load("model.onnx").ApplyAsync(plan, new ApplyOptions { Output = "small.onnx" });
/// </code></example>
public sealed class NetworkPlan
{
    internal NetworkPlan(CompressionPlan plan, string? path = null) => (Content, Path) = (plan, path);

    /// <summary>The file it was read from; null for none.</summary>
    public string? Path { get; }

    /// <summary>SHA-256 of the model it belongs to.</summary>
    public string ModelDigest => Content.ModelDigest;

    /// <summary>The latency of the original when the plan was made, in milliseconds.</summary>
    public double OriginalMs => Content.OriginalMilliseconds;

    /// <summary>The latency that the tables promise.</summary>
    public double PredictedMs => Content.PredictedMilliseconds;

    /// <summary>The change of <see cref="Metric"/> that the tables promise; negative is worse, and not a number where none was estimated.</summary>
    public double PredictedChange => Content.PredictedChange;

    /// <summary>The measure of quality that candidates were compared by.</summary>
    public string Metric => Content.Metric;

    /// <summary>The decisions, front to back; layers that are not named stay as they are.</summary>
    public ImmutableArray<PlanStep> Steps => [.. Content.Segments.Select(PlanStep.Of)];

    internal CompressionPlan Content { get; }

    /// <summary>The settings that it was made with; null where it does not say.</summary>
    internal Settings? Settings => Content.Configuration is { } configuration ? SettingsFile.Of(configuration, Path ?? "plan") : null;

    /// <summary>Reads a plan.</summary>
    /// <param name="path">As <c>plan</c> or <c>compress</c> or <see cref="Save"/> wrote it, or a person edited it.</param>
    /// <exception cref="DiagnosticException">DC2111, DC3101, DC3102: it cannot be read, or is no plan.</exception>
    public static NetworkPlan Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LibraryRun.Do(() => new NetworkPlan(PlanFile.Parse(Outputs.ReadText(path), path), path));
    }

    /// <summary>Reads a plan from its text.</summary>
    /// <exception cref="DiagnosticException">DC3101, DC3102: it is no plan.</exception>
    public static NetworkPlan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LibraryRun.Do(() => new NetworkPlan(PlanFile.Parse(text, "plan")));
    }

    /// <summary>The text; equal plans have equal texts.</summary>
    public string ToJson() => PlanFile.Format(Content);

    /// <summary>Writes the text to a file: all of it, or nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether one that exists is replaced.</param>
    /// <exception cref="DiagnosticException">DC1030 to DC1032: it cannot be written.</exception>
    public void Save(string path, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        LibraryRun.Do(() =>
        {
            Outputs.WriteText(path, force, ToJson());
            return true;
        });
    }
}
