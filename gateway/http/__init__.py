"""What every HTTP door needs: keys, bodies, rates, errors, work after the answer."""
