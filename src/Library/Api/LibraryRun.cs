using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;

namespace DepthCompress;

/// <summary>
/// How the library does its work: on a thread of its own, which numbers and texts of no country reach, without a word to any console, and
/// with errors of one kind.
/// </summary>
internal static class LibraryRun
{
    /// <summary>Works on a thread of its own.</summary>
    /// <param name="surroundings">What measures and trains.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">The wish to stop.</param>
    internal static Task<T> StartAsync<T>(
        Surroundings surroundings, IProgress<CompressionProgress>? progress, Func<Session, T> work, CancellationToken cancellation)
    {
        var session = Silent(surroundings with { Cancellation = cancellation, Progress = progress is null ? null : new View(progress) });
        return Task.Factory.StartNew(() => Do(() => work(session)), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Works on the thread of the caller.</summary>
    internal static T Do<T>(Func<T> work)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.InvariantCulture, CultureInfo.InvariantCulture);
            return work();
        }
        catch (Exception bug) when (bug is not (DiagnosticException or OperationCanceledException or OutOfMemoryException))
        {
            var what = $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}";
            throw new DiagnosticException(DiagnosticCatalog.CompilerBug.At(null, what), bug);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }

    /// <summary>A session that nobody hears.</summary>
    internal static Session Silent(Surroundings surroundings) => new(TextWriter.Null, TextWriter.Null, surroundings)
    {
        Verbosity = surroundings.Progress is null ? Verbosity.Quiet : Verbosity.Normal,
    };

    private sealed class View(IProgress<CompressionProgress> progress) : IProgressView
    {
        public T Show<T>(Func<IProgress<StageProgress>, T> work) =>
            work(new DirectProgress<StageProgress>(stage => progress.Report(CompressionProgress.Of(stage))));
    }
}
