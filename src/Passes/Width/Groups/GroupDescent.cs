namespace DepthCompress.Passes.Width;

/// <summary>
/// Groups for weights as they are: filter by filter into the group with which Σ_g |O_g|² Σ_i ‖W[O_g, i]‖ is least, or in exchange with a filter
/// of another group, until nothing is gained. The size in it keeps groups balanced.
/// </summary>
internal static class GroupDescent
{
    private const int MostSweeps = 10;

    /// <summary>Of more filters, pairs are too many to try.</summary>
    private const int MostExchanged = 256;

    /// <summary>The group of every filter.</summary>
    /// <param name="energies">Of kernels, (filter, channel) by (filter, channel).</param>
    /// <param name="filters">How many.</param>
    /// <param name="groups">How many.</param>
    public static ImmutableArray<int> Run(double[] energies, int filters, int groups)
    {
        var state = new State(energies, filters, groups);
        for (var sweep = 0; sweep < MostSweeps && state.Sweep(); sweep++)
        {
        }

        return [.. state.GroupOf];
    }

    /// <summary>The penalty of a choice.</summary>
    public static double Penalty(double[] energies, IReadOnlyList<int> groupOf, int groups) => Enumerable.Range(0, groups).Sum(group =>
    {
        var (channels, own) = (energies.Length / groupOf.Count, Enumerable.Range(0, groupOf.Count).Where(filter => groupOf[filter] == group).ToArray());
        return (double)own.Length * own.Length * Enumerable.Range(0, channels)
            .Sum(channel => Math.Sqrt(own.Sum(filter => energies[(filter * channels) + channel])));
    });

    private sealed class State
    {
        private readonly double[] energies;
        private readonly int channels;
        private readonly double[][] sums;
        private readonly int[] sizes;

        public State(double[] energies, int filters, int groups)
        {
            (this.energies, channels) = (energies, energies.Length / filters);
            GroupOf = [.. Enumerable.Range(0, filters).Select(filter => filter % groups)];
            sums = [.. Enumerable.Range(0, groups).Select(_ => new double[channels])];
            sizes = new int[groups];
            for (var filter = 0; filter < filters; filter++)
            {
                Put(filter, GroupOf[filter], 1);
            }
        }

        public int[] GroupOf { get; }

        /// <summary>Whether anything was gained.</summary>
        public bool Sweep()
        {
            var gained = false;
            for (var filter = 0; filter < GroupOf.Length; filter++)
            {
                for (var group = 0; group < sizes.Length; group++)
                {
                    gained |= group != GroupOf[filter] && TryMove(filter, group);
                }

                for (var other = 0; other < filter && GroupOf.Length <= MostExchanged; other++)
                {
                    gained |= GroupOf[other] != GroupOf[filter] && TryExchange(filter, other);
                }
            }

            return gained;
        }

        private bool TryMove(int filter, int group)
        {
            var from = GroupOf[filter];
            var before = Cost(from) + Cost(group);
            Move(filter, group);
            if (Cost(from) + Cost(group) < before * (1 - 1e-9))
            {
                return true;
            }

            Move(filter, from);
            return false;
        }

        private bool TryExchange(int filter, int other)
        {
            var (own, its) = (GroupOf[filter], GroupOf[other]);
            var before = Cost(own) + Cost(its);
            Move(filter, its);
            Move(other, own);
            if (Cost(own) + Cost(its) < before * (1 - 1e-9))
            {
                return true;
            }

            Move(filter, own);
            Move(other, its);
            return false;
        }

        private void Move(int filter, int group)
        {
            Put(filter, GroupOf[filter], -1);
            GroupOf[filter] = group;
            Put(filter, group, 1);
        }

        private void Put(int filter, int group, int sign)
        {
            sizes[group] += sign;
            for (var channel = 0; channel < channels; channel++)
            {
                sums[group][channel] += sign * energies[(filter * channels) + channel];
            }
        }

        /// <summary>Sums that come and go leave roundings, which may be below zero.</summary>
        private double Cost(int group)
        {
            var sum = 0.0;
            foreach (var energy in sums[group])
            {
                sum += Math.Sqrt(Math.Max(0, energy));
            }

            return (double)sizes[group] * sizes[group] * sum;
        }
    }
}
