using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Benchmarks.Commands;

/// <summary>
/// The commands <c>bench</c> and <c>compress</c> as processes, on the machine as it is and while a second process keeps every core busy.
/// Counts right answers, those that say that they could not tell, and wrong ones: a network called faster or shipped as faster that is not,
/// an exit code or files that are not as documented.
/// </summary>
internal static class NoisyCommands
{
    private static readonly string Bundled = Path.GetFullPath(Path.Combine("models", "resnet20-shapes10.onnx"));

    /// <summary>Runs a campaign from the root of the repository.</summary>
    /// <param name="trials">Runs of each command on either machine.</param>
    internal static void Run(int trials)
    {
        var folder = Directory.CreateTempSubdirectory("noise-commands");
        try
        {
            var questions = Questions(folder.FullName);
            var quiet = Ask(questions, trials, folder.CreateSubdirectory("quiet"));
            var loaded = Loaded(() => Ask(questions, trials, folder.CreateSubdirectory("loaded")));
            Tell(folder.FullName, "quiet", quiet);
            Tell(folder.FullName, "loaded", loaded);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ImmutableArray<Question> Questions(string folder)
    {
        // An eighth less to compute.
        var (large, copy, small) = (Written(folder, "large", 32), Written(folder, "copy", 32), Written(folder, "small", 28));
        return
        [
            new BenchQuestion("bench: the same network", large, copy, BenchQuestion.Same),
            new BenchQuestion("bench: an eighth less", large, small, BenchQuestion.Faster),
            new BenchQuestion("bench: an eighth more", small, large, BenchQuestion.Slower),
            new CompressQuestion("compress: 1.2x in reach", Bundled, true,
                "--families", "identity,fit", "--kernels", "3", "--longest-segment", "4", "--speedup", "1.2x"),
            new CompressQuestion("compress: nothing to gain", Bundled, false,
                "--families", "rank", "--ranks", "0.9", "--rank-align", "1", "--kernels", "3", "--longest-segment", "1", "--speedup", "1.02x"),
        ];
    }

    private static string Written(string folder, string name, int rows)
    {
        var path = Path.Combine(folder, $"{name}.onnx");
        OnnxWriter.Write(new Model(new ResidualNetwork { Input = new(3, rows, 32) }.Build(), new OnnxShell()), path);
        return path;
    }

    private static ImmutableArray<(Question Question, Answer Answer)> Ask(ImmutableArray<Question> questions, int trials, DirectoryInfo folder) =>
        [.. from seed in Enumerable.Range(1, trials)
            from question in questions
            select (question, question.Ask(folder.CreateSubdirectory($"{seed}-{questions.IndexOf(question)}").FullName, seed))];

    private static T Loaded<T>(Func<T> work)
    {
        using var load = Noise.Load();
        try
        {
            return work();
        }
        finally
        {
            load.Kill();
            load.WaitForExit();
        }
    }

    /// <summary>The table of one machine. What was shipped is measured again now, when nothing else runs.</summary>
    private static void Tell(string folder, string machine, ImmutableArray<(Question Question, Answer Answer)> answers)
    {
        Console.WriteLine();
        Growth.Head($"{machine}", "right", "could not tell", "wrong", "shipped", "warned of other programs", "seconds a run");
        foreach (var group in answers.GroupBy(asked => asked.Question, asked => asked.Answer))
        {
            var confirmed = group.Select(answer => Confirmed(folder, answer)).ToList();
            Growth.Row(group.Key.Name, Count(Said.Right), Count(Said.CouldNotTell), Count(Said.Wrong),
                $"{confirmed.Count(answer => answer.Shipped is not null)}", $"{confirmed.Count(answer => answer.IsWarned)}",
                group.Average(answer => answer.Seconds).ToString("0.0", CultureInfo.InvariantCulture));
            confirmed.Where(answer => answer.Said is Said.Wrong).ToList().ForEach(answer => Console.Error.WriteLine($"{machine}, {group.Key.Name}: {answer.Words}"));

            string Count(Said said) => $"{confirmed.Count(answer => answer.Said == said)}";
        }
    }

    private static Answer Confirmed(string folder, Answer answer) =>
        answer is { Said: Said.Right, Shipped: { } model } && BenchQuestion.Verdict(folder, Bundled, model) is not BenchQuestion.Faster and var verdict
            ? answer with { Said = Said.Wrong, Words = $"{answer.Words}; measured afterwards: {verdict}" }
            : answer;
}
