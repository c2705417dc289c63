namespace DepthCompress.Passes.Tests;

/// <summary>Time that passes when it is told to.</summary>
internal sealed class FakeTime : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(double seconds) => ticks += (long)(seconds * TimeSpan.TicksPerSecond);

    public override long GetTimestamp() => ticks;
}
