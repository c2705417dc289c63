namespace DepthCompress.Tool.Tests.Shards;

/// <summary>tests/slurm/fake.sh under the names of Slurm's programs, in a folder: tasks run as processes of this machine.</summary>
internal sealed class FakeSlurm
{
    private readonly string folder;

    internal FakeSlurm(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        foreach (var name in (string[])["sbatch", "squeue", "sacct", "scontrol", "scancel"])
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(RepositoryRoot.Path, "tests", "slurm", "fake.sh"));
        }
    }

    /// <summary>Its programs.</summary>
    internal SystemPrograms Programs => new([folder]);

    /// <summary>The calls of a program, by their words.</summary>
    internal string[] CallsOf(string program) =>
        [.. File.ReadAllLines(Path.Combine(folder, "calls.txt")).Where(call => call.StartsWith(program + " ", StringComparison.Ordinal))];

    /// <summary>Whether a program was called.</summary>
    internal bool HasCalls(string program) => File.Exists(Path.Combine(folder, "calls.txt")) && CallsOf(program).Length > 0;

    /// <summary>A task ends so, once, instead of working.</summary>
    internal void Fail(int task, string state) => File.WriteAllText(Path.Combine(folder, $"fail.{task}"), state);

    /// <summary>Jobs are refused with these words.</summary>
    internal void Refuse(string words) => File.WriteAllText(Path.Combine(folder, "refuse"), words);

    /// <summary>So many calls of squeue are not answered.</summary>
    internal void Busy(int calls) => File.WriteAllText(Path.Combine(folder, "busy"), $"{calls}");

    /// <summary>How many calls will still not be answered.</summary>
    internal int BusyCalls => int.Parse(File.ReadAllText(Path.Combine(folder, "busy")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The queue knows jobs no more; accounting does.</summary>
    internal void Forget() => File.WriteAllText(Path.Combine(folder, "forget"), "");

    /// <summary>Indexes of arrays are below this.</summary>
    internal void Limit(int indexes) => File.WriteAllText(Path.Combine(folder, "limit"), $"{indexes}");

    /// <summary>Jobs cannot be canceled.</summary>
    internal void RefuseCancel() => File.WriteAllText(Path.Combine(folder, "deaf"), "");

    /// <summary>Where it is.</summary>
    internal string Folder => folder;

    /// <summary>Tasks begin and do nothing.</summary>
    internal void Hold() => File.WriteAllText(Path.Combine(folder, "hold"), "");

    /// <summary>Tasks do something again.</summary>
    internal void Release() => File.Delete(Path.Combine(folder, "hold"));
}
