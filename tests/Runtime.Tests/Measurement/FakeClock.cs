namespace DepthCompress.Runtime.Tests.Measurement;

/// <summary>A clock that moves only when told to.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    internal void Advance(double seconds) => ticks += (long)(seconds * TimeSpan.TicksPerSecond);
}
