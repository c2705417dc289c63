namespace DepthCompress.GraphIR;

/// <summary>What a latency is true of: every field takes part in the key of the latency table.</summary>
/// <param name="Device">The processor or accelerator, as it names itself.</param>
/// <param name="Provider">The execution provider: <c>cpu</c>, <c>cuda</c>, <c>tensorrt</c>.</param>
/// <param name="Engine">Name and version of the inference engine.</param>
/// <param name="Threads">Intra-op threads.</param>
/// <param name="OptimizationLevel">The engine's graph optimization: <c>all</c>, <c>extended</c>, <c>basic</c>, <c>none</c>.</param>
public sealed record MachineIdentity(string Device, string Provider, string Engine, int Threads, string OptimizationLevel);
