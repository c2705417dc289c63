namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>Tests that count the live tensors of the process, so that no other test may make any meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveTensors
{
    public const string Name = "live tensors";

    /// <summary>What earlier tests let go is gone.</summary>
    internal static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
