namespace DepthCompress.Passes.Compression;

/// <summary>How long a network is fine-tuned.</summary>
public abstract record TrainingBudget
{
    private TrainingBudget()
    {
    }

    /// <summary>So many optimizer steps.</summary>
    public sealed record Steps(long Count) : TrainingBudget;

    /// <summary>So many times all training samples.</summary>
    public sealed record Epochs(double Count) : TrainingBudget;

    /// <summary>
    /// So many CPU minutes (elapsed time by threads), turned into steps by timing a few of them. Not repeatable: another machine, or
    /// another load, gives another number of steps.
    /// </summary>
    public sealed record Minutes(double Count) : TrainingBudget;
}
