namespace DepthCompress.Benchmarks.Commands;

/// <summary>
/// <c>compress</c>, with nothing known beforehand. What it writes is said to be faster; where it says that a target is missed and keeps the
/// original, that is right where there is nothing to gain.
/// </summary>
internal sealed record CompressQuestion(string Name, string Model, bool HasGain, params ImmutableArray<string> Words) : Question(Name)
{
    private const string Output = "faster.onnx";

    /// <inheritdoc/>
    internal override Answer Ask(string folder, int seed)
    {
        var run = ToolRun.Of(folder,
        [
            "compress", Model, "-o", Output, "--tables", "tables.db", "--seed", $"{seed}", "--method", "fit", "--metric", "fit-error",
            "--data", "synthetic:shapes10?count=200", "--preprocess", "unit",
            "--calibration-count", "48", "--refit-count", "48", "--selection-count", "32", "--measure-seconds", "0.5", .. Words,
        ]);
        var shipped = Path.Combine(folder, Output);
        var (hasModel, hasPlan) = (File.Exists(shipped), File.Exists(Path.ChangeExtension(shipped, ".plan.json")));

        // Documented: 0 and both files where the target is met; 1 where not, and both files only if the result is faster all the same.
        var isSound = hasModel == hasPlan && (run.Exit == 0 ? hasModel : run.Exit == 1);
        var said = !isSound ? Said.Wrong : hasModel || !HasGain ? Said.Right : Said.CouldNotTell;
        var words = Line(run.Output, "verdict:") ?? Line(run.Error, "error DC") ?? "no verdict";
        return new Answer(said, $"exit {run.Exit}: {words}", run.IsWarned, run.Seconds) { Shipped = hasModel ? shipped : null };
    }

    private static string? Line(string text, string part) =>
        text.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } line
            ? line[line.IndexOf(part, StringComparison.Ordinal)..].Trim()
            : null;
}
