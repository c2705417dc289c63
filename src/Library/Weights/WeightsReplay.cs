using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>Writes a result that was kept beside its plan; that it is that result, to the byte, has been checked.</summary>
internal sealed class WeightsReplay(Session session, string path, string target)
{
    /// <summary>Writes and tells.</summary>
    internal ExitCode Write(byte[] kept, bool force)
    {
        session.Gates?.Expect(GateScope.Structure, "a plan with its weights, which is only written,");
        AtomicFile.Write(target, force, stream => stream.Write(kept));
        var (original, made) = (OnnxReader.Read(path, session.Diagnostics).Graph, OnnxReader.Read(kept, session.Diagnostics).Graph);
        var (before, after) = (NetworkFacts.Of(original, new FileInfo(path).Length), NetworkFacts.Of(made, kept.Length));
        session.Deliver(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "depthcompress/apply/1");
                json.WriteString("model", path);
                json.WriteString("output", target);
                json.WriteBoolean("verified", true);
                json.WriteBoolean("replayed", true);
                JsonReport.WriteFacts("before", before, json);
                JsonReport.WriteFacts("after", after, json);
                json.WriteEndObject();
            },
            () =>
            {
                session.Say(Figures.Smaller(before, after));
                session.Say("  passed: byte for byte what was kept beside the plan");
                session.Say($"written: {target}");
            });
        return ExitCode.Done;
    }
}
