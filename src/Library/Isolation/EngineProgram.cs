using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress;

/// <summary>
/// How an engine's process is started: by the command line where this program is it, and else by whatever program the library works in. That
/// one is started again with this assembly as a startup hook, which .NET runs before the program itself, and the hook never lets it begin.
/// </summary>
internal static class EngineProgram
{
    /// <summary>Tells a process that it is an engine's: the number of the process that it works for.</summary>
    internal const string Mark = "DEPTHCOMPRESS_ENGINE_OF";

    /// <summary>Where .NET is told of startup hooks.</summary>
    private const string Hooks = "DOTNET_STARTUP_HOOKS";

    private const string HookSwitch = "System.StartupHookProvider.IsSupported";

    private static string Own => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>A start of one that ends with this process.</summary>
    /// <exception cref="DiagnosticException">DC4323: the program that this library works in cannot be started as one.</exception>
    internal static ProcessStartInfo Start() => OwnProgram.IsHere
        ? OwnProgram.Start(IsolationValues.WorkerVerb, IsolationValues.ParentOption, Own)
        : Hooked(Hosted(Environment.ProcessPath, Assembly.GetEntryAssembly(), RuntimeEnvironment.GetRuntimeDirectory()));

    /// <summary>A start of a program of .NET as an engine's process.</summary>
    internal static ProcessStartInfo Hooked(ProcessStartInfo start)
    {
        var library = typeof(EngineProgram).Assembly;
        start.Environment[Hooks] = library.Location is { Length: > 0 } file ? file : library.GetName().Name;
        start.Environment[Mark] = Own;

        // A service has a heap per core; one network at a time needs one.
        start.Environment["DOTNET_gcServer"] = "0";
        return start;
    }

    /// <summary>The program that this library works in.</summary>
    /// <param name="process">The executable of this process.</param>
    /// <param name="entry">Where it began.</param>
    /// <param name="runtime">The folder of the runtime.</param>
    /// <exception cref="DiagnosticException">DC4323.</exception>
    internal static ProcessStartInfo Hosted(string? process, Assembly? entry, string runtime)
    {
        if (AppContext.TryGetSwitch(HookSwitch, out var hasHooks) && !hasHooks)
        {
            throw DiagnosticCatalog.WorkerMissing.Error(null, process ?? "nothing", "it is built without startup hooks (StartupHookSupport)");
        }

        if (process is not null && Path.GetFileNameWithoutExtension(process) == entry?.GetName().Name)
        {
            return new ProcessStartInfo(process);
        }

        if (entry?.Location is not { Length: > 0 } program || !File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json")))
        {
            throw DiagnosticCatalog.WorkerMissing.Error(null, process ?? "nothing", "it does not begin in a program of .NET");
        }

        // The runtime lies in shared/NAME/VERSION below its host.
        var host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return new ProcessStartInfo(Path.GetFileNameWithoutExtension(process) == "dotnet" ? process! : File.Exists(host) ? host : "dotnet", [program]);
    }

    /// <summary>Is an engine's process until whoever it works for is gone.</summary>
    /// <param name="parent">The number of that process; null for one that is not looked for.</param>
    internal static void Work(int? parent)
    {
        if (parent is { } number)
        {
            // It may hang in native code, and has nothing to lose.
            ParentWatch.Start(number, () => Process.GetCurrentProcess().Kill());
        }

        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        new EngineWorker(input, output).Run();
    }
}
