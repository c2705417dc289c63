using System.Diagnostics;

namespace DepthCompress;

/// <summary>
/// Looks whether the process is still there that this one works for. Whoever is killed ends nobody, and a closed pipe is seen only by who reads
/// from it: not by an engine that hangs in a network.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Starts to look.</summary>
    /// <param name="parent">The number of the process.</param>
    /// <param name="gone">Done when it is there no more.</param>
    internal static void Start(int parent, Action gone) => new Thread(() =>
    {
        Wait(parent);
        gone();
    })
    {
        IsBackground = true,
        Name = nameof(ParentWatch),
    }.Start();

    private static void Wait(int parent)
    {
        try
        {
            using var process = Process.GetProcessById(parent);
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}
