namespace DepthCompress.Tool.Tests.Shards;

/// <summary>tests/slurm/fake.sh under the names of Slurm's programs, in a folder: tasks run as processes of this machine.</summary>
internal sealed class FakeSlurm
{
    private readonly string folder;

    internal FakeSlurm(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        foreach (var name in (string[])["sbatch", "squeue", "sacct", "scancel"])
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

    /// <summary>Tasks begin and do nothing.</summary>
    internal void Hold() => File.WriteAllText(Path.Combine(folder, "hold"), "");

    /// <summary>Tasks do something again.</summary>
    internal void Release() => File.Delete(Path.Combine(folder, "hold"));
}
