using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress;

/// <summary>The worker processes of a command: how many, which part of the machine each has, and what it is told.</summary>
internal sealed class WorkerCrew
{
    private readonly string model;
    private readonly Settings told;
    private readonly string? turns;
    private readonly ImmutableArray<WorkerPlace> places;

    /// <summary>Divides the machine.</summary>
    /// <param name="model">The file of the model.</param>
    /// <param name="settings">How rows are found.</param>
    /// <param name="session">Knows the machine.</param>
    /// <exception cref="DiagnosticException">DC4386.</exception>
    internal WorkerCrew(string model, Settings settings, Session session)
    {
        this.model = model;
        turns = session.Surroundings.TurnFolder;
        var said = settings.Importance!;
        var workers = settings.Workers();
        var trains = said.By is "finetune";
        told = settings with
        {
            Importance = said with { Workers = null, WorkerDevices = null, Threads = trains ? ImportanceValues.ThreadsOf(said, workers) : null },
        };
        var graphics = Graphics(settings.WorkerDevices(), trains && workers > 1, session.Surroundings);
        places = WorkerPlace.Divide(workers, CoreAffinity.Available, Environment.ProcessorCount, graphics);
    }

    /// <summary>How many there are.</summary>
    internal int Count => places.Length;

    /// <summary>Starts one of them, for the first time or again.</summary>
    internal WorkerProcess Start(int worker) => WorkerProcess.Start(model, told, places[worker], turns);

    /// <summary>What workers see of the graphics processors, in turn.</summary>
    /// <param name="named">What was named.</param>
    /// <param name="findsThem">Whether those that are found are meant where none were named.</param>
    /// <param name="surroundings">Finds them.</param>
    internal static ImmutableArray<string> Graphics(ImmutableArray<int?> named, bool findsThem, Surroundings surroundings)
    {
        if (named.IsEmpty && !findsThem)
        {
            return [];
        }

        var count = named.IsEmpty || named.Any(device => device is not null) ? surroundings.TrainingGraphics() : 0;
        return [.. (named.IsEmpty ? Enumerable.Range(0, count).Select(number => (int?)number) : named).Select(device => device switch
        {
            null => "",
            { } number when number < count => DeviceName.VisibleName(number, surroundings.VisibleGraphics),
            { } number => throw DiagnosticCatalog.WorkerDeviceMissing.Error(null, $"cuda:{number}", count == 0 ? "no GPU can be trained on here"
                : $"GPUs that can be trained on are cuda:0 to cuda:{count - 1}"),
        })];
    }
}
