namespace DepthCompress.Benchmarks.Commands;

/// <summary><c>bench</c> of two networks of which it is known which one is faster.</summary>
internal sealed record BenchQuestion(string Name, string First, string Second, string Right) : Question(Name)
{
    internal const string Faster = "the second is faster";
    internal const string Slower = "the second is slower";
    internal const string Same = "no difference can be told";
    private const string TooNoisy = "too noisy to tell";

    /// <summary>What a long look on a quiet machine says.</summary>
    internal static string Verdict(string folder, string first, string second) =>
        ToolRun.Of(folder, "bench", first, second, "--measure-seconds", "3").EndOfLine("speed-up") ?? "nothing";

    /// <inheritdoc/>
    internal override Answer Ask(string folder, int seed)
    {
        var run = ToolRun.Of(folder, "bench", First, Second, "--measure-seconds", "1");
        var words = run.EndOfLine("speed-up");
        var said = run.Exit == 0 && words == Right ? Said.Right : run.Exit == 0 && words is Same or TooNoisy ? Said.CouldNotTell : Said.Wrong;
        return new Answer(said, words ?? $"exit {run.Exit}: {run.Error}", run.IsWarned, run.Seconds);
    }
}
