namespace DepthCompress.Tool;

/// <summary>One model of a project, and what the project says is to become of it.</summary>
internal sealed record BuildItem
{
    private const string IsolateName = "--isolate";

    /// <summary>As the project names it.</summary>
    public required string Name { get; init; }

    /// <summary>The model's full path.</summary>
    public required string Model { get; init; }

    /// <summary>What is done.</summary>
    public required BuildMode Mode { get; init; }

    /// <summary>The plan, where one is replayed.</summary>
    public string? Plan { get; init; }

    /// <summary>The settings file that is named.</summary>
    public string? Config { get; init; }

    /// <summary>The images that are named.</summary>
    public ImmutableArray<string> Data { get; init; } = [];

    /// <summary>Words of the command line besides model, plan and files that are written.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>The full path of the result.</summary>
    public required string Output { get; init; }

    /// <summary>Where the result goes below the output folder of the project.</summary>
    public required string Link { get; init; }

    /// <summary>What kind of item the result becomes.</summary>
    public required string Action { get; init; }

    /// <summary>Whether a target that is missed fails the build.</summary>
    public bool FailsIfMissed { get; init; }

    /// <summary>The command line that makes the result in a folder; a crash of the engine ends no build unless <c>--isolate false</c> is among the words.</summary>
    internal ImmutableArray<string> CommandLine(string folder, string tables)
    {
        var file = Path.Combine(folder, Path.GetFileName(Output));
        return [.. Made(file, folder, tables), .. Words, .. Words.Any(word => word.StartsWith(IsolateName, StringComparison.Ordinal)) ? [] : new[] { IsolateName }];
    }

    private ImmutableArray<string> Made(string file, string folder, string tables) => Mode switch
    {
        BuildMode.Lossless => ["optimize", Model, "--output", file, "--force"],
        BuildMode.Plan => ["apply", Model, "--plan", Plan!, "--output", file, "--force"],
        _ => ["compress", Model, "--output", file, "--plan-out", Path.Combine(folder, BuildCache.PlanName), "--tables", tables,
            "--keep-original", "--force"],
    };
}
