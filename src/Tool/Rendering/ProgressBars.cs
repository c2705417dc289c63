using DepthCompress.Passes.Compression;
using Spectre.Console;

namespace DepthCompress.Tool;

/// <summary>
/// Progress as bars on a terminal. They are drawn when something is reported and not by a thread of their own, which would disturb
/// measurements.
/// </summary>
internal sealed class ProgressBars(TextWriter error, bool hasColor) : IProgressView
{
    /// <inheritdoc/>
    public T Show<T>(Func<IProgress<StageProgress>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            ColorSystem = hasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Ansi = AnsiSupport.Detect,
        });
        return console.Progress().AutoRefresh(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Dictionary<string, ProgressTask> tasks = [];

        public void Report(StageProgress value)
        {
            if (!tasks.TryGetValue(value.Stage, out var task))
            {
                tasks.Add(value.Stage, task = context.AddTask(value.Stage));
            }

            // Training tells how the loss stands; what other stages are about to do changes too fast to be read.
            var isTraining = value.What.StartsWith("loss ", StringComparison.Ordinal);
            task.Description = isTraining ? $"{value.Stage}: {Markup.Escape(value.What)}" : value.Stage;
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.IsFinished ? task.MaxValue : value.Done;
            task.IsIndeterminate = value.Total == 0 && !value.IsFinished;
            context.Refresh();
        }
    }
}
