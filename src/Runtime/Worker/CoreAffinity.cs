using System.Globalization;
using System.Runtime.InteropServices;

namespace DepthCompress.Runtime.Worker;

/// <summary>
/// Which processor cores a process may use. On Linux a child is started by a thread that may use only the cores that the child is to have: a child
/// has what the thread has that starts it, from its first instruction on and however many threads it starts. Elsewhere nobody is bound.
/// </summary>
public static partial class CoreAffinity
{
    private const string Status = "/proc/self/status";
    private const string Field = "Cpus_allowed_list:";

    /// <summary>The cores that this process may use, those of one processor and of one core of two threads beside each other.</summary>
    public static ImmutableArray<int> Available { get; } = Find();

    /// <summary>Does work on a thread that may use some cores only, and with it every process that the work starts.</summary>
    /// <param name="cores">Numbers of cores; none for no change.</param>
    /// <param name="work">The work.</param>
    public static T Within<T>(ImmutableArray<int> cores, Func<T> work)
    {
        if (cores.IsEmpty || !OperatingSystem.IsLinux())
        {
            return work();
        }

        T? result = default;
        Exception? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                Bind(cores);
                result = work();
            }
#pragma warning disable CA1031 // It is thrown again, where the caller is.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                problem = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return problem is null ? result! : throw problem;
    }

    /// <summary>The numbers in a list as the system writes it: <c>0-3,8</c>.</summary>
    public static ImmutableArray<int> Parse(string list) =>
    [
        .. from part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let ends = part.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray()
           from core in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
           select core,
    ];

    /// <summary>Cores in the order in which they share most with their neighbors.</summary>
    /// <param name="cores">Their numbers.</param>
    /// <param name="place">The processor and the core that a number belongs to; two threads of one core have the same.</param>
    public static ImmutableArray<int> Ordered(IEnumerable<int> cores, Func<int, (int Package, int Core)> place) =>
        [.. cores.OrderBy(place).ThenBy(core => core)];

    private static ImmutableArray<int> Find()
    {
        var line = OperatingSystem.IsLinux() && File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return line is null ? [] : Ordered(Parse(line[Field.Length..]), PlaceOf);
    }

    private static (int Package, int Core) PlaceOf(int core)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/cpu/cpu{core}/topology/");
        return (Number("physical_package_id"), Number("core_id"));

        int Number(string file) => File.Exists(folder + file)
            && int.TryParse(File.ReadAllText(folder + file), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number : 0;
    }

    /// <summary>Binds the calling thread. Where the system refuses, it stays as it is: slower at worst.</summary>
    private static void Bind(ImmutableArray<int> cores)
    {
        var words = new ulong[(cores.Max() / 64) + 1];
        foreach (var core in cores)
        {
            words[core / 64] |= 1UL << (core % 64);
        }

        _ = SetAffinity(0, (nuint)(words.Length * sizeof(ulong)), words);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong[] mask);
}
