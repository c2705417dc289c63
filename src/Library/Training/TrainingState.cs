using System.Security.Cryptography;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>The file that keeps a training run while it lasts: the one that was named, or one beside the tables.</summary>
internal sealed class TrainingState
{
    private const int DigestBytes = 8;

    private TrainingState(string path, bool isNamed) => (Path, IsNamed) = (path, isNamed);

    /// <summary>The checkpoint.</summary>
    internal string Path { get; }

    /// <summary>Whether the user named it; else it is ours to begin anew.</summary>
    internal bool IsNamed { get; }

    /// <summary>Whether there is something to go on from.</summary>
    internal bool Exists => File.Exists(Path);

    /// <summary>Finds the place, and makes sure that it can be written.</summary>
    /// <param name="session">The run.</param>
    /// <param name="settings">All of them: other settings, another run.</param>
    /// <param name="training">Complete ones.</param>
    /// <param name="identity">What else tells runs apart: the model's digest, the plan.</param>
    /// <exception cref="DiagnosticException">The folder cannot be written.</exception>
    internal static TrainingState For(Session session, Settings settings, TrainingSettings training, params ReadOnlySpan<string> identity)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in identity)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        }

        hash.AppendData(Encoding.UTF8.GetBytes((settings with { Training = training.WithoutPlace }).ToJson().ToJsonString()));
        var name = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes));
        if (training.Checkpoint is { } named)
        {
            session.Files.Writes($"the checkpoint {name}", named, true);
            var state = new TrainingState(named, true);
            session.Files.Writes($"the plan of the checkpoint {name}", state.PlanPath, true);
            session.Files.Writes($"the clock of the checkpoint {name}", StepClock.FileOf(named), true);
            return state;
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(settings.Tables!))!;
        Outputs.CreateFolder(folder);
        var path = System.IO.Path.Combine(folder, $"training-{name}.checkpoint");
        Outputs.Check(path, true);
        return new(path, false);
    }

    /// <summary>The plan that is being trained, which depends on measurements; null where there is nothing to go on from.</summary>
    internal CompressionPlan? Plan => Exists && File.Exists(PlanPath) ? PlanFile.Parse(Outputs.ReadText(PlanPath), PlanPath) : null;

    private string PlanPath => $"{Path}.plan.json";

    /// <summary>Keeps the plan that is about to be trained.</summary>
    internal void Keep(CompressionPlan plan) => Outputs.WriteText(PlanPath, true, PlanFile.Format(plan));

    /// <summary>Removes it, and what is kept beside it.</summary>
    internal void Delete()
    {
        File.Delete(Path);
        File.Delete(PlanPath);
        File.Delete(StepClock.FileOf(Path));
    }
}
