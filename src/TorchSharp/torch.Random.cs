using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the random numbers of every device.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>The random numbers of libtorch.</summary>
    public static partial class random
    {
        /// <summary>Seeds the random numbers of every device.</summary>
        public static Generator manual_seed(long seed)
        {
            Bridge.Checked(Bridge.ManualSeed(seed));
            return Generator.Default;
        }

        /// <summary>The state of the random numbers of the CPU, as bytes: setting it continues the sequence from here.</summary>
        public static Tensor get_rng_state() => new(Bridge.Checked(Bridge.GetRngState()));

        public static void set_rng_state(Tensor new_state) => Bridge.Checked(Bridge.SetRngState(new_state.Handle));
    }

    /// <summary>The source of random numbers of the CPU.</summary>
    public sealed class Generator : IDisposable
    {
        private Generator()
        {
        }

        public static Generator Default { get; } = new();

        public Tensor get_state() => random.get_rng_state();

        public void set_state(Tensor value) => random.set_rng_state(value);

        /// <summary>Does nothing: the one generator lives as long as libtorch.</summary>
        public void Dispose()
        {
        }
    }
}
