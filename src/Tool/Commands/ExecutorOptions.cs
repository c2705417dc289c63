using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>The options that say where work is done, and with what.</summary>
internal sealed class ExecutorOptions
{
    private readonly List<Option> all = [];
    private readonly Option<string?> kind;
    private readonly Option<string?> tasks;
    private readonly Option<string?> job;
    private readonly Option<string?> attempts;
    private readonly Option<string?> program;
    private readonly Option<string?> time;
    private readonly Option<string?> memory;
    private readonly Option<string?> cpus;
    private readonly Option<string?> partition;
    private readonly Option<string?> account;
    private readonly Option<string?> gres;
    private readonly Option<string[]> flags = new("--sbatch-flag")
    {
        HelpName = "FLAG",
        Description = "slurm: a further option of sbatch, such as --sbatch-flag=--qos=low; may be given again",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> image;
    private readonly Option<string?> claim;
    private readonly Option<string?> claimPath;
    private readonly Option<string?> space;
    private readonly Option<string?> gpus;

    internal ExecutorOptions()
    {
        kind = Text("--executor", "NAME", $"where the work is done: {string.Join(", ", ExecutorValues.Kinds)} [default: local]");
        kind.CompletionSources.Add([.. OptionWords.Of("--executor")]);
        tasks = Text("--tasks", "N", "tasks that the work is dealt to [default: 4; of compare one for each method and target]");
        job = Text("--job", "DIR", "the folder of the job, which every machine sees [default: beside the tables]");
        attempts = Text("--task-attempts", "N", "how often a task is tried without finishing anything [default: 3]");
        program = Text("--task-program", "COMMAND", "what starts this program on the other machines [default: as it was started here]");
        time = Text("--task-time", "H:MM:SS", "the longest time of a task [default: the cluster's]");
        memory = Text("--task-memory", "8G", "memory of a task [default: the cluster's]");
        cpus = Text("--task-cpus", "N", "processor cores of a task [default: the cluster's]");
        partition = Text("--partition", "NAME", "slurm: the partition");
        account = Text("--account", "NAME", "slurm: the account");
        gres = Text("--gres", "gpu:1", "slurm: other resources of a task");
        all.Add(flags);
        image = Text("--image", "NAME", "kubernetes: the image that holds this program");
        claim = Text("--claim", "NAME", "kubernetes: the claim of the volume that job, model and images lie on");
        claimPath = Text("--claim-path", "DIR", "kubernetes: the folder at which that volume lies, here and there");
        space = Text("--namespace", "NAME", "kubernetes: the namespace [default: that of the context]");
        gpus = Text("--task-gpus", "N", "kubernetes: graphics processors of a task");
    }

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command) => all.ForEach(command.Add);

    /// <summary>What the command line says; null for nothing.</summary>
    internal ExecutorSettings? Read(ParseResult parse) => !all.Any(option => parse.GetResult(option) is { Implicit: false }) ? null : new()
    {
        Kind = CommonOptions.Get(parse, kind),
        Tasks = CommonOptions.Whole(parse, tasks),
        Job = CommonOptions.Get(parse, job),
        Attempts = CommonOptions.Whole(parse, attempts),
        Program = CommonOptions.Get(parse, program),
        Time = CommonOptions.Get(parse, time),
        Memory = CommonOptions.Get(parse, memory),
        Cpus = CommonOptions.Whole(parse, cpus),
        Partition = CommonOptions.Get(parse, partition),
        Account = CommonOptions.Get(parse, account),
        Gres = CommonOptions.Get(parse, gres),
        Flags = parse.GetResult(flags) is { Implicit: false } ? [.. parse.GetValue(flags)!] : null,
        Image = CommonOptions.Get(parse, image),
        Claim = CommonOptions.Get(parse, claim),
        ClaimPath = CommonOptions.Get(parse, claimPath),
        Namespace = CommonOptions.Get(parse, space),
        Gpus = CommonOptions.Whole(parse, gpus),
    };

    private Option<string?> Text(string name, string form, string description)
    {
        var option = new Option<string?>(name) { HelpName = form, Description = description };
        all.Add(option);
        return option;
    }
}
