using DepthCompress.Passes.Analysis;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>How many table entries a command would add, and about how long that takes.</summary>
internal sealed class WorkEstimate
{
    private const int NetworksAtOnce = 12;

    /// <summary>
    /// Multiply-accumulates per second and core that an estimate reckons with; within a factor of three of what machines do.
    /// </summary>
    private const double Pace = 1e10;

    internal WorkEstimate(Workflow workflow, Settings settings)
    {
        Candidates = workflow.Candidates.Length;
        (LatencyMissing, LatencyDistinct) = workflow.Profiler.Count(workflow.Candidates);
        var importance = new ImportanceWork(workflow);
        ImportanceMissing = importance.Missing;
        var work = NetworkCost.MultiplyAccumulates(workflow.Network);
        LatencySeconds = Math.Ceiling((double)LatencyMissing / NetworksAtOnce) * settings.MeasureSeconds!.Value;

        ImportanceSeconds = ImportanceMissing * (SecondsOfRow(importance, settings) ?? SecondsOfRow(workflow, settings, work));
    }

    /// <summary>What finished rows of the same table took; null where there are none.</summary>
    private static double? SecondsOfRow(ImportanceWork importance, Settings settings) =>
        importance.Known.Where(row => row.Failure is null).Select(row => row.Seconds / settings.Workers()).ToArray() is { Length: > 0 } seconds
            ? seconds.Average()
            : null;

    /// <summary>
    /// A row runs, on average, the later half of the network over the selection set, and collects products of patches over the calibration
    /// set. Where it is trained, a step goes forward once and back for twice the work.
    /// </summary>
    private static double SecondsOfRow(Workflow workflow, Settings settings, long work)
    {
        var samples = (0.5 * workflow.Data.Selection.Count) + (0.2 * workflow.Data.Calibration.Count);
        if (settings.TrainingOfImportance() is { } training)
        {
            var recipe = training.RecipeFor(training.Images ?? workflow.TrainingCount);
            samples = workflow.Data.Selection.Count + workflow.Data.Calibration.Count + (3.0 * recipe.Steps * recipe.BatchSize);
        }

        return (samples * work / (Pace * Environment.ProcessorCount)) + 0.02;
    }

    internal int Candidates { get; }

    internal int LatencyMissing { get; }

    internal int LatencyDistinct { get; }

    internal int ImportanceMissing { get; }

    internal double LatencySeconds { get; }

    internal double ImportanceSeconds { get; }

    internal void Tell(Session session)
    {
        if (session.IsJson)
        {
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/estimate/1");
                json.WriteNumber("candidates", Candidates);
                json.WriteNumber("latencyEntries", LatencyDistinct);
                json.WriteNumber("latencyMissing", LatencyMissing);
                json.WriteFinite("latencySeconds", LatencySeconds);
                json.WriteNumber("importanceMissing", ImportanceMissing);
                json.WriteFinite("importanceSeconds", ImportanceSeconds);
                json.WriteEndObject();
            });
            return;
        }

        session.Say($"{Candidates} candidates");
        session.Say(
            $"latency table: {LatencyMissing} of {LatencyDistinct} networks are to be measured, at most {Figures.Duration(LatencySeconds)}");
        session.Say(
            $"importance table: at most {ImportanceMissing} entries are to be computed, about {Figures.Duration(ImportanceSeconds)}");
        session.Say("nothing was done");
    }
}
