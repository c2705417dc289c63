namespace DepthCompress;

/// <summary>Where rows of tables are found, as <c>depthcompress.json</c> and the command line say it; null is what was not said.</summary>
internal sealed record ExecutorSettings
{
    /// <summary><c>local</c>: here; <c>slurm</c> or <c>kubernetes</c>: on a cluster.</summary>
    public string? Kind { get; init; }

    /// <summary>Tasks that the rows are dealt to.</summary>
    public int? Tasks { get; init; }

    /// <summary>The folder of the job, which every machine sees.</summary>
    public string? Job { get; init; }

    /// <summary>How often a task is tried.</summary>
    public int? Attempts { get; init; }

    /// <summary>The command that starts this program on the other machines.</summary>
    public string? Program { get; init; }

    /// <summary>The longest time of a task: <c>02:00:00</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Memory of a task: <c>8G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Processor cores of a task.</summary>
    public int? Cpus { get; init; }

    /// <summary>Slurm: the partition.</summary>
    public string? Partition { get; init; }

    /// <summary>Slurm: the account.</summary>
    public string? Account { get; init; }

    /// <summary>Slurm: other resources, such as <c>gpu:1</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>Slurm: further options of <c>sbatch</c>.</summary>
    public ImmutableArray<string>? Flags { get; init; }

    /// <summary>Kubernetes: the image that holds this program.</summary>
    public string? Image { get; init; }

    /// <summary>Kubernetes: the claim of the volume that job, model and images lie on.</summary>
    public string? Claim { get; init; }

    /// <summary>Kubernetes: the folder at which the volume lies, here and there.</summary>
    public string? ClaimPath { get; init; }

    /// <summary>Kubernetes: the namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Kubernetes: graphics processors of a task.</summary>
    public int? Gpus { get; init; }

    /// <summary>These settings, and those of <paramref name="under"/> where these say nothing.</summary>
    public ExecutorSettings Over(ExecutorSettings under) => new()
    {
        Kind = Kind ?? under.Kind,
        Tasks = Tasks ?? under.Tasks,
        Job = Job ?? under.Job,
        Attempts = Attempts ?? under.Attempts,
        Program = Program ?? under.Program,
        Time = Time ?? under.Time,
        Memory = Memory ?? under.Memory,
        Cpus = Cpus ?? under.Cpus,
        Partition = Partition ?? under.Partition,
        Account = Account ?? under.Account,
        Gres = Gres ?? under.Gres,
        Flags = Flags ?? under.Flags,
        Image = Image ?? under.Image,
        Claim = Claim ?? under.Claim,
        ClaimPath = ClaimPath ?? under.ClaimPath,
        Namespace = Namespace ?? under.Namespace,
        Gpus = Gpus ?? under.Gpus,
    };
}
