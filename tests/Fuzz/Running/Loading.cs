using System.Diagnostics;
using System.Runtime;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress.Fuzz;

/// <summary>Reads a file under observation.</summary>
internal static partial class Loading
{
    public const long MostMemory = 100_000_000;
    public const int MemoryPerByte = 10;
    public const double MostSeconds = 2;

    /// <summary>Reads a file on this thread.</summary>
    public static LoadResult Of(FuzzFormat format, byte[] bytes, string scratch)
    {
        var (before, methods) = (GC.GetAllocatedBytesForCurrentThread(), JitInfo.GetCompiledMethodCount(currentThread: true));
        var result = Guarded(format, bytes, scratch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        result = result with { Allocated = allocated, NewMethods = (int)(JitInfo.GetCompiledMethodCount(currentThread: true) - methods) };
        return allocated > MostMemory + (MemoryPerByte * (long)bytes.Length) && !result.IsFault
            ? result with { Kind = LoadKind.Swollen, Signature = $"swollen {result.Signature}" }
            : result;
    }

    private static LoadResult Guarded(FuzzFormat format, byte[] bytes, string scratch)
    {
        try
        {
            return new(LoadKind.Accepted, format.Load(bytes, scratch), 0);
        }
        catch (DiagnosticException refused) when (refused.Diagnostic is { Descriptor.Code: [_, _, not '9', ..] } diagnostic)
        {
            return new(LoadKind.Refused, $"{diagnostic.Descriptor.Code} {Varying().Replace(diagnostic.Message, "_")}", 0);
        }
        catch (Exception problem)
        {
            return new(LoadKind.Crashed, $"{problem.GetType().Name} {PlaceOf(problem)}", 0) { Problem = problem };
        }
    }

    /// <summary>The innermost method of ours.</summary>
    private static string PlaceOf(Exception problem)
    {
        var ours = new StackTrace(problem).GetFrames().Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.FullName?.StartsWith("DepthCompress.", StringComparison.Ordinal) is true);
        var text = problem is CompilerBugException ? Varying().Replace(problem.Message, "_") : "";
        return $"{ours?.DeclaringType?.Name}.{ours?.Name} {text}".Trim();
    }

    [GeneratedRegex(@"'[^']*'|-?\d+(\.\d+)?|\[[^\]]*\]")]
    private static partial Regex Varying();
}
