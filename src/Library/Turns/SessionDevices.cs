using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Torch;

namespace DepthCompress;

/// <summary>What trains and what measures in a session, each in its turn.</summary>
internal static class SessionDevices
{
    /// <summary>What trains networks.</summary>
    internal static ITrainer Trainer(this Session session) => session.Turns is { IsKept: true } turns
        ? new PausingTrainer(session.Surroundings.Trainer(), recipe => turns.ShareOf(OfTraining(session, recipe.Device)))
        : session.Surroundings.Trainer();

    /// <summary>What measures latencies in this process.</summary>
    internal static ILatencyProbe Probe(this Session session, OrtSettings engine, LatencySettings measurement) =>
        session.InTurn(session.Surroundings.Probe(engine, measurement), engine);

    /// <summary>The same probe, which waits for its turn, and then looks whether the machine is busy.</summary>
    internal static ILatencyProbe InTurn(this Session session, ILatencyProbe probe, OrtSettings engine)
    {
        var watched = session.Surroundings.ShareOfProcessor is { } share ? new WatchedProbe(probe, session, () => share(engine.Threads)) : probe;
        return session.Turns is { IsKept: true } turns
            ? new MeasuringProbe(watched, turns, DeviceName.OfEngine(engine, session.Surroundings.VisibleGraphics))
            : watched;
    }

    /// <summary>The part of a thread that runs, trains and scores networks, whatever it does first.</summary>
    /// <param name="session">Knows the machine.</param>
    /// <param name="engine">What it runs them with.</param>
    /// <param name="training">What it trains on; null where it does not.</param>
    internal static DeviceShare ShareOf(this Session session, OrtSettings engine, TrainingDevice? training)
    {
        var surroundings = session.Surroundings;
        IEnumerable<string> trained = training is { } device && session.Turns.IsKept ? OfTraining(session, device) : [];
        return session.Turns.ShareOf([.. trained.Append(DeviceName.OfEngine(engine, surroundings.VisibleGraphics)).Append(DeviceName.Processor).Distinct()]);
    }

    private static ImmutableArray<string> OfTraining(Session session, TrainingDevice wanted) =>
        DeviceName.OfTraining(wanted, session.Surroundings.TrainingGraphics(), session.Surroundings.VisibleGraphics);

    /// <summary>Graphics processors that libtorch finds.</summary>
    internal static int FindGraphics() => TorchFacts.WhyNot is null ? TorchFacts.Find().Gpus : 0;
}
