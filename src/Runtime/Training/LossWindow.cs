namespace DepthCompress.Runtime.Training;

/// <summary>The losses of the last steps, an epoch of them at most.</summary>
internal sealed class LossWindow(long length)
{
    private readonly Queue<double> losses = new();

    /// <summary>In the order of the steps.</summary>
    public ImmutableArray<double> Losses => [.. losses];

    public double Mean => losses.Count == 0 ? double.NaN : losses.Average();

    public void Add(double loss)
    {
        losses.Enqueue(loss);
        if (losses.Count > length)
        {
            losses.Dequeue();
        }
    }
}
